import { createHash } from 'node:crypto';
import type { CertificateRequest } from '@wheelhouse/core-template';
import { bitString, element, elementsOf, explicit, implicit, octetString, oid, sequence, TRUE } from './der.ts';
import { ipBytes } from './ip-bytes.ts';

const OIDS = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

const extension = (id: string, value: Uint8Array, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [TRUE] : []), octetString(value));

/** Bits 0 and 2: digitalSignature and keyEncipherment; an authority has 5 too, keyCertSign. */
const keyUsage = (isAuthority: boolean): Buffer =>
  isAuthority ? bitString(Buffer.of(0b1010_0100), 2) : bitString(Buffer.of(0b1010_0000), 5);

/** What sprig asks Go for: servers and clients, and an authority that may also sign. `issuer`: the signer's key id. */
export function extensionsFor(request: CertificateRequest, publicKey: Buffer, issuer?: Buffer): Buffer {
  const { isAuthority, commonName } = request;
  const names = alternativeNames(request);
  return explicit(
    3,
    sequence(
      extension(OIDS.keyUsage, keyUsage(isAuthority), true),
      extension(OIDS.extendedKeyUsage, sequence(oid(OIDS.serverAuth), oid(OIDS.clientAuth))),
      extension(OIDS.basicConstraints, sequence(...(isAuthority ? [TRUE] : [])), true),
      ...(isAuthority ? [extension(OIDS.subjectKeyId, octetString(keyIdOf(publicKey)))] : []),
      ...(issuer ? [extension(OIDS.authorityKeyId, sequence(implicit(0, issuer)))] : []),
      // Without a subject the names are all that there is (RFC 5280, 4.2.1.6).
      ...(names.length > 0 ? [extension(OIDS.alternativeNames, sequence(...names), commonName === '')] : []),
    ),
  );
}

/** RFC 7093, method 1, as Go since 1.25: of the key itself, without its algorithm. */
function keyIdOf(publicKey: Buffer): Buffer {
  const [, bits] = elementsOf(elementsOf(publicKey)[0]!.content);
  return createHash('sha256').update(bits!.content.subarray(1)).digest().subarray(0, 20);
}

function alternativeNames({ dnsNames, ips }: CertificateRequest): Buffer[] {
  const foreign = dnsNames.find((name) => /[^\x00-\x7f]/.test(name));
  if (foreign !== undefined)
    throw new Error(`"${foreign}" is no DNS name for a certificate: write it in ASCII (xn--…)`);
  return [...dnsNames.map((name) => element(0x82, Buffer.from(name))), ...ips.map((ip) => implicit(7, ipBytes(ip)))];
}

/** What the subject key id of a certificate says, from its extensions; undefined without one. */
export function subjectKeyIdIn(extensions: Buffer): Buffer | undefined {
  const wanted = oid(OIDS.subjectKeyId);
  const found = elementsOf(extensions)
    .map(({ content }) => elementsOf(content))
    .find(([id]) => id?.whole.equals(wanted));
  const value = found?.at(-1)?.content;
  return value && elementsOf(value)[0]?.content;
}
