import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { fn, type FunctionTable } from '../function.ts';
import { bytesOf } from '../utf8.ts';

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

/** The Master Password algorithm, version 1 (masterpassword.app): what each kind of password may look like. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: (
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv ' +
    'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv ' +
    'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno'
  ).split(' '),
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
};
const CHARACTERS: Readonly<Record<string, string>> = {
  V: 'AEIOU',
  C: 'BCDFGHJKLMNPQRSTVWXYZ',
  v: 'aeiou',
  c: 'bcdfghjklmnpqrstvwxyz',
  A: 'AEIOUBCDFGHJKLMNPQRSTVWXYZ',
  a: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz',
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()',
};

interface PasswordFor {
  readonly counter: number;
  readonly kind: string;
  readonly password: string;
  readonly user: string;
  readonly site: string;
}

function derivePassword({ counter, kind, password, user, site }: PasswordFor): string {
  const shapes = Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
  if (!shapes) return `cannot find password template ${kind}`;
  const scope = bytesOf('com.lyndir.masterpassword');
  const salt = concatBytes(scope, uint32(bytesOf(user).length), bytesOf(user));
  const key = scrypt(bytesOf(password), salt, { N: 32768, r: 8, p: 2, dkLen: 64 });
  const message = concatBytes(scope, uint32(bytesOf(site).length), bytesOf(site), uint32(counter));
  const seed = hmac(sha256, key, message);
  const shape = shapes[seed[0]! % shapes.length]!;
  return [...shape].map((kindOf, at) => CHARACTERS[kindOf]![seed[at + 1]! % CHARACTERS[kindOf]!.length]).join('');
}

const uint32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

export const hashFunctions: FunctionTable = {
  sha1sum: fn(['string'], (_, text) => bytesToHex(sha1(bytesOf(text)))),
  sha256sum: fn(['string'], (_, text) => bytesToHex(sha256(bytesOf(text)))),
  sha512sum: fn(['string'], (_, text) => bytesToHex(sha512(bytesOf(text)))),
  adler32sum: fn(['string'], (_, text) => String(adler32(bytesOf(text)))),
  // 32 MiB and a fifth of a second each: counted as a tenth of what a template may do.
  derivePassword: fn(
    ['int', 'string', 'string', 'string', 'string'],
    (context, counter, kind, password, user, site) => {
      context.step(100_000);
      return derivePassword({ counter, kind, password, user, site });
    },
  ),
};
