import type { Certificate } from '@wheelhouse/core-template';
import { readPrivateKey } from './private-key.ts';
import { naming, readCertificate } from './signer.ts';

/** Throws unless both are PEM of what they should be. Like sprig it does not ask whether they belong together. */
export function checkPair({ cert, key }: Certificate): void {
  readCertificate(cert);
  naming('error parsing private key', () => readPrivateKey(key));
}
