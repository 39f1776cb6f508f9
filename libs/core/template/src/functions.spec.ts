import { createHash, randomBytes } from 'node:crypto';
import type { Capabilities, CertificateRequest } from './capabilities.ts';
import { functions } from './functions/index.ts';
import { compile, type ExecuteOptions } from './go-template.ts';
import { fromJson } from './values.ts';

const run = (text: string, options: ExecuteOptions = {}, params: unknown = {}): string => {
  const compiled = compile(text);
  if (!compiled.ok) return compiled.error;
  const result = compiled.value.execute(fromJson(params), options);
  return result.ok ? result.value : result.error;
};

const NAMES =
  'hello ago date date_in_zone date_modify dateInZone dateModify duration durationRound htmlDate htmlDateInZone ' +
  'must_date_modify mustDateModify mustToDate now toDate unixEpoch abbrev abbrevboth trunc trim upper lower title untitle ' +
  'substr repeat trimall trimAll trimSuffix trimPrefix nospace initials randAlphaNum randAlpha randAscii randNumeric ' +
  'swapcase shuffle snakecase camelcase kebabcase wrap wrapWith contains hasPrefix hasSuffix quote squote cat indent ' +
  'nindent replace plural sha1sum sha256sum sha512sum adler32sum toString atoi int64 int float64 seq toDecimal split ' +
  'splitList splitn toStrings until untilStep add1 add sub div mod mul randInt add1f addf subf divf mulf biggest max min ' +
  'maxf minf ceil floor round join sortAlpha default empty coalesce all any compact mustCompact fromJson toJson ' +
  'toPrettyJson toRawJson mustFromJson mustToJson mustToPrettyJson mustToRawJson ternary deepCopy mustDeepCopy typeOf ' +
  'typeIs typeIsLike kindOf kindIs deepEqual base dir clean ext isAbs osBase osClean osDir osExt osIsAbs b64enc b64dec ' +
  'b32enc b32dec tuple list dict get set unset hasKey pluck keys pick omit merge mergeOverwrite mustMerge ' +
  'mustMergeOverwrite values append push mustAppend mustPush prepend mustPrepend first mustFirst rest mustRest last ' +
  'mustLast initial mustInitial reverse mustReverse uniq mustUniq without mustWithout has mustHas slice mustSlice concat ' +
  'dig chunk mustChunk bcrypt htpasswd genPrivateKey derivePassword buildCustomCert genCA genCAWithKey genSelfSignedCert ' +
  'genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES decryptAES randBytes uuidv4 semver ' +
  'semverCompare fail regexMatch mustRegexMatch regexFindAll mustRegexFindAll regexFind mustRegexFind regexReplaceAll ' +
  'mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit regexQuoteMeta ' +
  'urlParse urlJoin normalize slugify toYaml fromYaml fromYamlArray tpl ' +
  'and or not call eq ne lt le gt ge len index print printf println html js urlquery';

describe('the functions', () => {
  it('are those of Go, of sprig and of Argo CD 3.6.1, and no others', () => {
    expect([...functions.keys()].toSorted()).toEqual(NAMES.split(' ').toSorted());
  });
});

const at = (iso: string): Capabilities => ({ now: () => Date.parse(iso) });

describe('with a clock', () => {
  it.each([
    ['now is the time given', '{{ now }}', '2026-11-21 14:30:05 +0000 UTC'],
    ['now has methods', '{{ now.Year }} {{ (now).Format "15h04" }} {{ printf "%02d" now.Month }}', '2026 14h30 11'],
    ['date takes now for what is no time', '{{ date "2006-01-02" "x" }} {{ "x" | htmlDate }}', '2026-11-21 2026-11-21'],
    ['zones have their summer', '{{ now | dateInZone "15:04 MST" "x" "Europe/Berlin" }}', /wrong number of args/],
    ['a zone by its name', '{{ dateInZone "15:04 MST" now "America/New_York" }}', '09:30 EST'],
    ['ago counts whole seconds', '{{ ago (toDate "2006-01-02" "2026-11-21") }}', '14h30m5s'],
    ['a rounded age', '{{ durationRound (toDate "2006" "2020") }}', '6y'],
    ['dateModify moves it', '{{ now | dateModify "-1.5h" | date "15:04" }}', '13:00'],
  ])('%s', (_, text, expected) => {
    const result = run(text, { capabilities: at('2026-11-21T14:30:05Z') });
    if (typeof expected === 'string') expect(result).toBe(expected);
    else expect(result).toMatch(expected);
  });
});

describe('without a clock, chance and keys', () => {
  it.each([
    ['now', '{{ now }}', 'clock'],
    ['ago', '{{ ago 1 }}', 'clock'],
    ['date of what is no time', '{{ date "2006" "x" }}', 'clock'],
    ['randAlphaNum', '{{ randAlphaNum 5 }}', 'chance'],
    ['randInt', '{{ randInt 1 5 }}', 'chance'],
    ['shuffle', '{{ shuffle "abc" }}', 'chance'],
    ['uuidv4', '{{ uuidv4 }}', 'chance'],
    ['randBytes', '{{ randBytes 4 }}', 'chance'],
    ['encryptAES', '{{ encryptAES "k" "text" }}', 'chance'],
    ['bcrypt', '{{ bcrypt "x" }}', 'secret'],
    ['htpasswd', '{{ htpasswd "u" "p" }}', 'secret'],
    ['genPrivateKey', '{{ genPrivateKey "rsa" }}', 'secret'],
    ['genCA', '{{ genCA "ca" 30 }}', 'secret'],
    ['genSelfSignedCert', '{{ genSelfSignedCert "cn" nil nil 30 }}', 'secret'],
  ])('%s is refused with its name, place and reason', (name, text, reason) => {
    const called = /\{\{ (\w+)/.exec(text)![1];
    const message = run(text);
    expect(message).toMatch(new RegExp(`^1:4: error calling ${called}: it .*${reason}.* is refused here`));
    expect(name).toContain(called);
  });
  it('a pair is checked by nobody', () => {
    expect(run('{{ buildCustomCert "" "" }}')).toMatch(
      /^1:4: error calling buildCustomCert: it needs somebody who reads/,
    );
  });
  it('what needs none of them works', () => {
    expect(run('{{ date "2006" 0 }} {{ duration "90" }} {{ (toDate "2006" "2024").Year }}')).toBe('1970 1m30s 2024');
  });
});

describe('with chance', () => {
  const capabilities: Capabilities = { random: (count) => randomBytes(count) };
  it.each([
    ['letters and digits', '{{ randAlphaNum 40 }}', /^[0-9A-Za-z]{40}$/],
    ['letters', '{{ randAlpha 40 }}', /^[A-Za-z]{40}$/],
    ['digits', '{{ randNumeric 40 }}', /^[0-9]{40}$/],
    ['printable characters', '{{ randAscii 40 }}', /^[ -~]{40}$/],
    ['nothing', '{{ randAlpha 0 }}', /^$/],
    ['bytes as base64', '{{ randBytes 5 | b64dec | len | lt 0 }}', /^true$/],
    ['an integer below the end', '{{ randInt 3 4 }}', /^3$/],
    ['no integer between equal ends', '{{ randInt 4 4 }}', /invalid argument to Intn/],
    ['a version 4 UUID', '{{ uuidv4 }}', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['the same letters in another order', '{{ shuffle "aaab" | sortAlpha | first | len }}', /^4$/],
    ['a text that only the key opens', '{{ encryptAES "key" "sécret" | decryptAES "key" }}', /^sécret$/],
    ['more than there is room for', '{{ randAlpha 99999999 }}', /makes more than/],
  ])('%s', (_, text, expected) => expect(run(text, { capabilities })).toMatch(expected));
  it('decrypts what OpenSSL encrypted', async () => {
    const { createCipheriv } = await import('node:crypto');
    const key = Buffer.alloc(32);
    key.write('a key of no particular length');
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-cbc', key, iv);
    const text = Buffer.concat([iv, cipher.update('x'.repeat(100)), cipher.final()]).toString('base64');
    expect(run('{{ decryptAES "a key of no particular length" .text }}', {}, { text })).toBe('x'.repeat(100));
  });
});

describe('with keys', () => {
  const asked: CertificateRequest[] = [];
  const capabilities: Capabilities = {
    keys: {
      bcrypt: (password) => `$2a$${createHash('sha1').update(password).digest('hex').slice(0, 6)}`,
      privateKey: (type) => {
        if (type !== 'rsa') throw new Error(`no key of type ${type}`);
        return 'PEM';
      },
      certificate: (request) => {
        asked.push(request);
        return { cert: `cert of ${request.commonName}`, key: request.key ?? 'new key' };
      },
    },
    checkPair: ({ cert }) => {
      if (!cert.startsWith('cert')) throw new Error('error decoding certificate');
    },
  };
  it.each([
    ['a password file', '{{ htpasswd "u" "p" }}', /^u:\$2a\$/],
    ['a user with a colon is none', '{{ htpasswd "u:v" "p" }}', /^invalid username: u:v$/],
    ['a private key', '{{ genPrivateKey "rsa" }}', /^PEM$/],
    [
      "the key maker's error is the template's",
      '{{ genPrivateKey "x" }}',
      /^1:4: error calling genPrivateKey: no key of type x$/,
    ],
    ['a certificate has two fields', '{{ $c := genCA "ca" 30 }}{{ $c.Cert }}/{{ $c.Key }}', /^cert of ca\/new key$/],
    ['a certificate with a given key', '{{ (genCAWithKey "ca" 30 "mine").Key }}', /^mine$/],
    [
      'a signed one',
      '{{ $ca := genCA "ca" 1 }}{{ (genSignedCert "cn" (list "10.0.0.1") (list "a.b") 3 $ca).Cert }}',
      /^cert of cn$/,
    ],
    [
      'nobody but a certificate signs',
      '{{ genSignedCert "cn" nil nil 3 "ca" }}',
      /expected sprig.certificate; got string/,
    ],
    ['a pair is checked', '{{ buildCustomCert ("x" | b64enc) ("k" | b64enc) }}', /error decoding certificate$/],
    [
      'more keys than a template may make',
      '{{ range until 6 }}{{ genPrivateKey "rsa" }}{{ end }}',
      /more than 1000000 steps$/,
    ],
    ['a good pair', '{{ (buildCustomCert ("cert" | b64enc) ("k" | b64enc)).Cert }}', /^cert$/],
  ])('%s', (_, text, expected) => expect(run(text, { capabilities })).toMatch(expected));
  it('says what is asked for', () => {
    expect(asked.at(-1)).toEqual({
      commonName: 'cn',
      ips: ['10.0.0.1'],
      dnsNames: ['a.b'],
      days: 3,
      isAuthority: false,
      signer: { cert: 'cert of ca', key: 'new key' },
    });
  });
});

describe('regular expressions of the hostile kind', () => {
  const a = 'a'.repeat(20_000);
  it.each([
    ['what makes others try for ever', '{{ regexMatch "^(a+)+$" .text }}', { text: `${a}!` }, 'false'],
    ['alternatives that overlap', '{{ regexMatch "^(a|aa|a?)*$" .text }}', { text: `${a}!` }, /^(false|1:4: .*steps)$/],
    ['a count of counts', '{{ regexFind "((a{100}){100}){100}" "a" }}', {}, /expression too large/],
    ['a count that is too high', '{{ regexFind "a{1001}" "a" }}', {}, /invalid repeat count/],
    ['deep groups', `{{ regexFind "${'('.repeat(500)}a${')'.repeat(500)}" "a" }}`, {}, /nests too deeply/],
    [
      'a semver constraint of spaces',
      '{{ semverCompare .text "1.2.3" }}',
      { text: `1${' '.repeat(3000)}y` },
      /improper constraint/,
    ],
  ])('%s', (_, text, params, expected) => {
    if (typeof expected === 'string') expect(run(text, {}, params)).toBe(expected);
    else expect(run(text, {}, params)).toMatch(expected);
  });
});

describe('tpl', () => {
  it.each([
    ['runs a text over a value', '{{ tpl "<{{ .a }}>" (dict "a" 1) }}', '<1>'],
    [
      'knows the templates of its caller',
      '{{ define "t" }}[{{ . }}]{{ end }}{{ tpl `{{ template "t" 5 }}` . }}',
      '[5]',
    ],
    ['prints what is missing as nothing', '{{ tpl "<{{ .a }}>" (dict) }}', '<>'],
    [
      'says where in which text',
      '{{ tpl "a\\n{{ fail `no` }}" . }}',
      /^1:4: error calling tpl: in the text of tpl at 2:4: error calling fail: no$/,
    ],
    ['goes three deep', '{{ tpl .t . }}', /maximum recursion depth 3 exceeded/],
  ])('%s', (_, text, expected) => {
    const result = run(text, {}, { t: '{{ tpl .t . }}' });
    if (typeof expected === 'string') expect(result).toBe(expected);
    else expect(result).toMatch(expected);
  });
});
