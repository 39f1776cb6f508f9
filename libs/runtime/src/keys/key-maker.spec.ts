import { createHash, createPrivateKey, createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { compareSync } from 'bcryptjs';
import { compile, fromJson } from '@wheelhouse/core-template';
import { templateCapabilities } from '../template-capabilities.ts';
import { makeCertificate } from './make-certificate.ts';

const NOW = Date.parse('2026-11-21T14:30:05.250Z');
const capabilities = await templateCapabilities(['keys', 'chance'], { now: () => NOW });

/** What a template prints, or its error. */
function run(text: string): string {
  const compiled = compile(text);
  if (!compiled.ok) return compiled.error;
  const result = compiled.value.execute(undefined, { capabilities });
  return result.ok ? result.value : result.error;
}

const certificatesIn = (text: string): X509Certificate[] =>
  (text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );
const keyIn = (text: string) =>
  createPrivateKey(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*-----END .*-----\n/.exec(text)![0]);
/** DER of an extension with this OID, wherever it is. */
const holds = (certificate: X509Certificate, hex: string): boolean => certificate.raw.toString('hex').includes(hex);

describe('bcrypt', () => {
  it('is what bcrypt reads, at the cost and under the name that Go gives it', () => {
    const hash = run('{{ bcrypt "sécret" }}');
    expect(hash).toMatch(/^\$2a\$10\$[./A-Za-z0-9]{53}$/);
    expect([compareSync('sécret', hash), compareSync('secret', hash)]).toEqual([true, false]);
    expect(run('{{ bcrypt "sécret" }}')).not.toBe(hash);
  });
  it('htpasswd puts the user before it', () => {
    const [user, hash] = run('{{ htpasswd "anna" "pass word" }}').split(':');
    expect([user, compareSync('pass word', hash!)]).toEqual(['anna', true]);
  });
  it('a password that bcrypt would cut off is refused', () => {
    expect(run('{{ bcrypt (repeat 36 "é") | len }}')).toBe('60');
    expect(run('{{ bcrypt (repeat 73 "x") }}')).toMatch(/calling bcrypt: the password has more than 72 bytes$/);
  });
});

describe('genPrivateKey', () => {
  it.each([
    ['rsa has 4096 bits', 'rsa', 'RSA PRIVATE KEY', { modulusLength: 4096 }],
    ['ecdsa is P-256', 'ecdsa', 'EC PRIVATE KEY', { namedCurve: 'prime256v1' }],
    ['ed25519 is PKCS#8', 'ed25519', 'PRIVATE KEY', {}],
    ['dsa has 2048 bits over 256', 'dsa', 'DSA PRIVATE KEY', { modulusLength: 2048, divisorLength: 256 }],
  ])(
    '%s, and signs what its public half verifies',
    (_, type, header, details) => {
      const pem = run(`{{ genPrivateKey "${type}" }}`);
      expect(pem.split('\n')[0]).toBe(`-----BEGIN ${header}-----`);
      const key = createPrivateKey(pem);
      expect(key.asymmetricKeyDetails).toMatchObject(details);
      const hash = type === 'ed25519' ? null : 'sha256';
      const message = Buffer.from('message');
      expect(verify(hash, message, createPublicKey(key), sign(hash, message, key))).toBe(true);
    },
    120_000,
  );
  it('another type is an error, where sprig prints its message as if it were the key', () => {
    expect(run('{{ genPrivateKey "rot13" }}')).toMatch(
      /there is no key of type rot13: known are rsa, dsa, ecdsa and ed25519$/,
    );
  });
});

describe('genCA', () => {
  const printed = run('{{ with genCA "Our CA" 365 }}{{ .Cert }}{{ .Key }}{{ end }}');
  const [ca] = certificatesIn(printed);
  it('is an authority that signed itself with an RSA key of 2048 bits', () => {
    expect(ca!.ca).toBe(true);
    expect([ca!.subject, ca!.issuer]).toEqual(['CN=Our CA', 'CN=Our CA']);
    expect(ca!.verify(ca!.publicKey)).toBe(true);
    expect(ca!.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
    expect(printed).toContain('-----BEGIN RSA PRIVATE KEY-----');
    expect(ca!.checkPrivateKey(keyIn(printed))).toBe(true);
  });
  it('holds from now for so many days', () => {
    expect([ca!.validFromDate.toISOString(), ca!.validToDate.toISOString()]).toEqual([
      '2026-11-21T14:30:05.000Z',
      '2027-11-21T14:30:05.000Z',
    ]);
  });
  it('may sign certificates, for servers and clients', () => {
    expect(ca!.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(holds(ca!, '0603551d0f0101ff0404030202a4')).toBe(true);
    expect(holds(ca!, '0603551d130101ff040530030101ff')).toBe(true);
  });
  it('has its key id from its key (RFC 7093)', () => {
    const point = ca!.publicKey.export({ type: 'pkcs1', format: 'der' });
    const id = createHash('sha256').update(point).digest('hex').slice(0, 40);
    expect(holds(ca!, `0603551d0e04160414${id}`)).toBe(true);
  });
  it.each([
    ['RSA in PKCS#1', '(genCA "x" 1).Key', 'rsa', 'RSA PRIVATE KEY'],
    ['ECDSA', 'genPrivateKey "ecdsa"', 'ec', 'EC PRIVATE KEY'],
    ['Ed25519', 'genPrivateKey "ed25519"', 'ed25519', 'PRIVATE KEY'],
  ])('genCAWithKey takes a key of %s', (_, key, type, header) => {
    const made = run(
      `{{ $key := ${key} }}{{ $ca := genCAWithKey "ca" 10 $key }}{{ eq $key $ca.Key }}{{ $ca.Cert }}{{ $ca.Key }}`,
    );
    const [own] = certificatesIn(made);
    expect(made).toMatch(/^true/);
    expect(made).toContain(`BEGIN ${header}`);
    expect([own!.publicKey.asymmetricKeyType, own!.verify(own!.publicKey), own!.ca]).toEqual([type, true, true]);
    expect(own!.checkPrivateKey(keyIn(made))).toBe(true);
  });
});

describe('certificates for services', () => {
  const NAMES = '(list "10.0.0.1" "::ffff:10.0.0.2" "2001:db8::1") (list "web.example" "*.web.example")';
  const SAN =
    'DNS:web.example, DNS:*.web.example, IP Address:10.0.0.1, IP Address:10.0.0.2, IP Address:2001:DB8:0:0:0:0:0:1';

  it('genSignedCert is signed by the authority, with its names, and signs nothing itself', () => {
    const made = run(
      `{{ $ca := genCA "ca" 20 }}{{ $c := genSignedCert "web" ${NAMES} 5 $ca }}{{ $ca.Cert }}{{ $c.Cert }}{{ $c.Key }}`,
    );
    const [ca, web] = certificatesIn(made);
    expect([web!.issuer, web!.subject, web!.ca]).toEqual(['CN=ca', 'CN=web', false]);
    expect([web!.checkIssued(ca!), web!.verify(ca!.publicKey), web!.verify(web!.publicKey)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(web!.subjectAltName).toBe(SAN);
    expect([web!.checkHost('a.web.example'), web!.checkIP('2001:db8::1'), web!.checkHost('other.example')]).toEqual([
      '*.web.example',
      '2001:db8::1',
      undefined,
    ]);
    expect(holds(web!, '0603551d0f0101ff0404030205a0')).toBe(true);
    expect(web!.checkPrivateKey(keyIn(made))).toBe(true);
    const keyId = /0603551d0e04160414([0-9a-f]{40})/.exec(ca!.raw.toString('hex'))![1]!;
    expect(holds(web!, `0603551d23041830168014${keyId}`)).toBe(true);
    expect(web!.serialNumber).not.toBe(ca!.serialNumber);
  });
  it('genSelfSignedCert signed itself and is no authority', () => {
    const [own] = certificatesIn(run(`{{ (genSelfSignedCert "web" ${NAMES} 5).Cert }}`));
    expect([own!.verify(own!.publicKey), own!.ca, own!.subjectAltName]).toEqual([true, false, SAN]);
  });
  it.each([
    ['P-256 signed by Ed25519', 'ecdsa', 'ed25519'],
    ['Ed25519 signed by P-256', 'ed25519', 'ecdsa'],
  ])('given keys of both: %s', (_, own, signer) => {
    const made = run(
      `{{ $ca := genCAWithKey "ca" 9 (genPrivateKey "${signer}") }}{{ $key := genPrivateKey "${own}" }}` +
        `{{ $ca.Cert }}{{ (genSignedCertWithKey "a" nil nil 9 $ca $key).Cert }}{{ (genSelfSignedCertWithKey "b" nil nil 9 $key).Cert }}`,
    );
    const [ca, signed, self] = certificatesIn(made);
    expect([signed!.checkIssued(ca!), signed!.verify(ca!.publicKey), self!.verify(signed!.publicKey)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([signed!.subjectAltName, self!.subject]).toEqual([undefined, 'CN=b']);
  });
  it('buildCustomCert gives back a pair that then signs', () => {
    const made = run(
      '{{ $ca := genCA "ca" 20 }}{{ $same := buildCustomCert (b64enc $ca.Cert) (b64enc $ca.Key) }}' +
        '{{ $same.Cert }}{{ (genSignedCert "web" nil nil 5 $same).Cert }}',
    );
    const [ca, web] = certificatesIn(made);
    expect([web!.checkIssued(ca!), web!.verify(ca!.publicKey)]).toEqual([true, true]);
  });
  it('a certificate without a common name has its names as what it is for', () => {
    const [one] = certificatesIn(
      run('{{ (genSelfSignedCertWithKey "" nil (list "a.b") 1 (genPrivateKey "ecdsa")).Cert }}'),
    );
    expect(one!.subject).toBeUndefined();
    expect(holds(one!, '0603551d110101ff')).toBe(true);
  });
  it.each([
    ['beyond 2049', 12_000, '2059-09-29'],
    ['in the past', -1, '2026-11-20'],
  ])('a certificate that ends %s', (_, days, end) => {
    const [one] = certificatesIn(run(`{{ (genCAWithKey "Bücher & Söhne" ${days} (genPrivateKey "ecdsa")).Cert }}`));
    expect([one!.subject, one!.validToDate.toISOString().slice(0, 10)]).toEqual(['CN=Bücher & Söhne', end]);
  });
});

describe('what cannot be made says why', () => {
  it.each([
    [
      'no address',
      '{{ genSelfSignedCertWithKey "a" (list "10.0.0") nil 1 (genPrivateKey "ecdsa") }}',
      /error parsing ip: 10\.0\.0$/,
    ],
    [
      'a zone',
      '{{ genSelfSignedCertWithKey "a" (list "fe80::1%eth0") nil 1 (genPrivateKey "ecdsa") }}',
      /error parsing ip: fe80::1%eth0$/,
    ],
    [
      'a name with an umlaut',
      '{{ genSelfSignedCertWithKey "a" nil (list "ü.de") 1 (genPrivateKey "ecdsa") }}',
      /"ü\.de" is no DNS name .* in ASCII/,
    ],
    ['no key', '{{ genCAWithKey "a" 1 "mine" }}', /calling genCAWithKey: parsing private key: no PEM data in input$/],
    [
      'a certificate as key',
      '{{ genCAWithKey "a" 1 (genCA "b" 1).Cert }}',
      /no private key data in PEM block of type CERTIFICATE$/,
    ],
    [
      'a broken key',
      '{{ genCAWithKey "a" 1 "-----BEGIN RSA PRIVATE KEY-----\\nAAAA\\n-----END RSA PRIVATE KEY-----" }}',
      /block RSA PRIVATE KEY cannot be read as one: /,
    ],
    [
      'an encrypted key',
      '{{ genCAWithKey "a" 1 "-----BEGIN ENCRYPTED PRIVATE KEY-----\\nAAAA\\n-----END ENCRYPTED PRIVATE KEY-----" }}',
      /of an unknown type, or encrypted$/,
    ],
    [
      'a year with five digits',
      '{{ genCAWithKey "a" 3000000 (genPrivateKey "ecdsa") }}',
      /outside the years 0 to 9999$/,
    ],
    [
      'no certificate',
      '{{ buildCustomCert (b64enc "x") (b64enc "y") }}',
      /calling buildCustomCert: unable to decode certificate$/,
    ],
    [
      'a key that is none',
      '{{ buildCustomCert (b64enc (genCA "a" 1).Cert) (b64enc "y") }}',
      /error parsing private key: no PEM data in input$/,
    ],
    ['no base64', '{{ buildCustomCert "!" "!" }}', /illegal base64 data at input byte 0$/],
  ])('%s', (_, text, reason) => expect(run(text)).toMatch(reason));
  it("a signer whose key is another's", () => {
    const text =
      '{{ $a := genCAWithKey "a" 1 (genPrivateKey "ecdsa") }}{{ $mixed := buildCustomCert (b64enc $a.Cert) (b64enc (genPrivateKey "ecdsa")) }}' +
      '{{ genSignedCert "web" nil nil 1 $mixed }}';
    expect(run(text)).toMatch(/the signer's key is not that of its certificate$/);
  });
});

describe('without keys', () => {
  it('a pair that is given can be looked at all the same', async () => {
    const none = await templateCapabilities([], { now: () => NOW });
    const pair = compile('{{ (buildCustomCert .cert .key).Cert }}');
    const { cert, key } = makeCertificate({ commonName: 'a', ips: [], dnsNames: [], days: 1, isAuthority: false }, NOW);
    const encoded = { cert: Buffer.from(cert).toString('base64'), key: Buffer.from(key).toString('base64') };
    expect(pair.ok && pair.value.execute(fromJson(encoded), { capabilities: none })).toEqual({ ok: true, value: cert });
  });
});
