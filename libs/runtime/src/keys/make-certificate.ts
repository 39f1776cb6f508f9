import { createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Certificate, CertificateRequest } from '@wheelhouse/core-template';
import { extensionsFor } from './certificate-extensions.ts';
import { bitString, explicit, integer, oid, sequence, set, text, time } from './der.ts';
import { toPem } from './pem.ts';
import { newPrivateKey, privateKeyPem, readPrivateKey } from './private-key.ts';
import { algorithmOf, naming, signerFrom, type Signer } from './signer.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const V3 = explicit(0, integer(Buffer.of(2)));

/**
 * An X.509 certificate (RFC 5280) as sprig's functions have them, from `now` (milliseconds since 1970) for whole days; with an
 * RSA key of 2048 bits where none is given. Throws for keys, addresses and times that are none.
 */
export function makeCertificate(request: CertificateRequest, now: number): Certificate {
  const signer = request.signer && signerFrom(request.signer);
  const key = keyFor(request);
  const signed = naming('error creating certificate', () => sign(request, { key, signer, now }));
  return { cert: toPem('CERTIFICATE', signed), key: privateKeyPem(key) };
}

function keyFor({ key }: CertificateRequest): KeyObject {
  return key === undefined ? newPrivateKey('rsa') : naming('parsing private key', () => readPrivateKey(key));
}

interface Making {
  readonly key: KeyObject;
  readonly signer: Signer | undefined;
  readonly now: number;
}

function sign(request: CertificateRequest, { key, signer, now }: Making): Buffer {
  algorithmOf(key);
  const algorithm = algorithmOf(signer?.key ?? key);
  const subject = nameOf(request.commonName);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const isOwn = !signer || signer.name.equals(subject);
  const content = sequence(
    V3,
    integer(randomBytes(16)),
    algorithm.id,
    signer?.name ?? subject,
    sequence(time(now), time(now + request.days * DAY_MS)),
    subject,
    publicKey,
    extensionsFor(request, publicKey, isOwn ? undefined : signer.keyId),
  );
  return sequence(content, algorithm.id, bitString(algorithm.sign(content)));
}

/** Only a common name, or none. */
const nameOf = (commonName: string): Buffer =>
  commonName === '' ? sequence() : sequence(set(sequence(oid('2.5.4.3'), text(commonName))));
