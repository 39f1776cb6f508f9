import { required, type Certificate, type CertificateRequest } from '../capabilities.ts';
import type { Context } from '../context.ts';
import { fn, type FunctionTable, type TemplateFunction } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { bytesOf, decodeBytes } from '../utf8.ts';
import { GoObject, typeName, type GoList, type Value } from '../values.ts';
import { decodeBase64Bytes, encodeBase64Bytes } from './base64.ts';
import { decryptCbc, encryptCbc } from './aes.ts';

/** What `genCA` and the others return: `.Cert` and `.Key`, both PEM. */
export class GoCertificate extends GoObject<TemplateFunction> {
  readonly type = 'sprig.certificate';
  readonly kind = 'struct';
  readonly members: ReadonlyMap<string, TemplateFunction>;
  readonly pair: Certificate;

  constructor(pair: Certificate) {
    super();
    this.pair = pair;
    this.members = new Map([
      ['Cert', fn([], () => pair.cert)],
      ['Key', fn([], () => pair.key)],
    ]);
  }

  text(): string {
    return `{${this.pair.cert} ${this.pair.key}}`;
  }

  json(): unknown {
    return { Cert: this.pair.cert, Key: this.pair.key };
  }
}

/** Foreign errors become the template's, by their message. */
function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof TemplateError || !(error instanceof Error)) throw error;
    throw new TemplateError(error.message);
  }
}

// What stands still until it is made counts as the share of a template's steps that its time is: ten certificates, five keys of
// 4096 bits, twenty passwords.
const STEPS = { newKey: 200_000, newCertificate: 100_000, certificate: 5_000, bcrypt: 50_000 } as const;

function certificate(context: Context, request: CertificateRequest): GoCertificate {
  const maker = required(context.capabilities, 'keys');
  context.step(request.key === undefined ? STEPS.newCertificate : STEPS.certificate);
  return guarded(() => new GoCertificate(maker.certificate(request)));
}

function names(list: GoList, what: string): string[] {
  return list.items.map((item: Value) => {
    if (typeof item === 'string') return item;
    throw new TemplateError(`error processing ${what}: ${typeName(item)} is not a string`);
  });
}

interface Named {
  readonly commonName: string;
  readonly ips: GoList;
  readonly dns: GoList;
  readonly days: number;
}

const requestFor = ({ commonName, ips, dns, days }: Named): CertificateRequest => ({
  commonName,
  ips: names(ips, 'ip'),
  dnsNames: names(dns, 'alternate dns name'),
  days,
  isAuthority: false,
});

function signerOf(value: Value): Certificate {
  if (value instanceof GoCertificate) return value.pair;
  throw new TemplateError(`wrong type for value; expected sprig.certificate; got ${typeName(value)}`);
}

const authority = { ips: [], dnsNames: [], isAuthority: true };

function customCertificate(context: Context, cert: string, key: string): GoCertificate {
  const decoded = (text: string): string => decodeBytes(decodeBase64Bytes(text));
  const pair = { cert: decoded(cert), key: decoded(key) };
  const checkPair = required(context.capabilities, 'checkPair');
  context.step(STEPS.certificate);
  guarded(() => checkPair(pair));
  return new GoCertificate(pair);
}

function bcrypt(context: Context, password: string): string {
  const maker = required(context.capabilities, 'keys');
  context.step(STEPS.bcrypt);
  return guarded(() => maker.bcrypt(password));
}

function privateKey(context: Context, type: string): string {
  const maker = required(context.capabilities, 'keys');
  context.step(['', 'rsa', 'dsa'].includes(type) ? STEPS.newKey : STEPS.certificate);
  return guarded(() => maker.privateKey(type));
}

const aesKey = (password: string): Uint8Array => {
  const key = new Uint8Array(32);
  key.set(bytesOf(password).subarray(0, 32));
  return key;
};

export const keyFunctions: FunctionTable = {
  bcrypt: fn(['string'], bcrypt),
  htpasswd: fn(['string', 'string'], (context, user, password) =>
    user.includes(':') ? `invalid username: ${user}` : `${user}:${bcrypt(context, password)}`,
  ),
  genPrivateKey: fn(['string'], privateKey),
  buildCustomCert: fn(['string', 'string'], customCertificate),
  genCA: fn(['string', 'int'], (context, commonName, days) => certificate(context, { commonName, days, ...authority })),
  genCAWithKey: fn(['string', 'int', 'string'], (context, commonName, days, key) =>
    certificate(context, { commonName, days, key, ...authority }),
  ),
  genSelfSignedCert: fn(['string', 'list', 'list', 'int'], (context, commonName, ips, dns, days) =>
    certificate(context, requestFor({ commonName, ips, dns, days })),
  ),
  genSelfSignedCertWithKey: fn(
    ['string', 'list', 'list', 'int', 'string'],
    (context, commonName, ips, dns, days, key) =>
      certificate(context, { ...requestFor({ commonName, ips, dns, days }), key }),
  ),
  genSignedCert: fn(['string', 'list', 'list', 'int', 'any'], (context, commonName, ips, dns, days, signer) =>
    certificate(context, { ...requestFor({ commonName, ips, dns, days }), signer: signerOf(signer) }),
  ),
  genSignedCertWithKey: fn(
    ['string', 'list', 'list', 'int', 'any', 'string'],
    (context, commonName, ips, dns, days, signer, key) =>
      certificate(context, { ...requestFor({ commonName, ips, dns, days }), signer: signerOf(signer), key }),
  ),
  encryptAES: fn(['string', 'string'], (context, password, text) => {
    if (text === '') return '';
    const iv = required(context.capabilities, 'random')(16);
    return encodeBase64Bytes(encryptCbc(aesKey(password), iv, bytesOf(text)));
  }),
  decryptAES: fn(['string', 'string'], (context, password, text) => {
    context.step(text.length);
    return text === '' ? '' : decryptCbc(aesKey(password), decodeBase64Bytes(text));
  }),
};
