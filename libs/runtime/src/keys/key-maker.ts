import { genSaltSync, hashSync } from 'bcryptjs';
import type { KeyMaker } from '@wheelhouse/core-template';
import type { Clock } from '../clock.ts';
import { makeCertificate } from './make-certificate.ts';
import { newPrivateKey, privateKeyPem } from './private-key.ts';

/** Go's default: 2^10 rounds, some 50 ms. */
const COST = 10;
const BCRYPT_BYTES = 72;
const RSA_BITS = 4096;

/** Keys and certificates with sprig's sizes. Everything blocks until it is made: an RSA key of 4096 bits takes seconds. */
export const keyMaker = (clock: Pick<Clock, 'now'>): KeyMaker => ({
  bcrypt,
  privateKey: (type) => privateKeyPem(newPrivateKey(type, RSA_BITS)),
  certificate: (request) => makeCertificate(request, clock.now()),
});

function bcrypt(password: string): string {
  // Beyond them, two passwords would have one hash.
  if (Buffer.byteLength(password) > BCRYPT_BYTES) throw new Error(`the password has more than ${BCRYPT_BYTES} bytes`);
  // The same algorithm under the name that Go gives it; what reads one reads the other.
  return hashSync(password, genSaltSync(COST).replace('$2b$', '$2a$'));
}
