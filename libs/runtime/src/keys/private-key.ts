import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { elementsOf, integer, sequence } from './der.ts';
import { firstPem, toPem, type PemBlock } from './pem.ts';

/**
 * Blocks until there is one: RSA has 2048 bits unless `bits` says more. The sizes are sprig's; DSA looks for primes and may take
 * many seconds. Throws for another type.
 */
export function newPrivateKey(type: string, bits = 2048): KeyObject {
  switch (type) {
    case '':
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
    case 'dsa':
      return generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey;
    case 'ecdsa':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    default:
      throw new Error(`there is no key of type ${type}: known are rsa, dsa, ecdsa and ed25519`);
  }
}

/** Each type in the form that Go's tools read: PKCS#1, SEC 1, OpenSSL's for DSA, else PKCS#8. */
export function privateKeyPem(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }).toString();
    case 'dsa':
      return toPem('DSA PRIVATE KEY', traditionalDsa(key));
    default:
      return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  }
}

/** `{ 0, p, q, g, y, x }`: Node writes DSA keys as PKCS#8 only, which has all of them but y. */
function traditionalDsa(key: KeyObject): Buffer {
  const membersOf = (bytes: Buffer) => elementsOf(bytes).flatMap(({ content }) => elementsOf(content));
  const [, algorithm, hidden] = membersOf(key.export({ type: 'pkcs8', format: 'der' }));
  const [, shown] = membersOf(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  const [, parameters] = elementsOf(algorithm!.content);
  // A bit string begins with how many of its last bits are none.
  return sequence(integer(Buffer.of(0)), parameters!.content, shown!.content.subarray(1), hidden!.content);
}

/** From the first block of a PEM; the forms that `privateKeyPem` writes, none encrypted. Throws with what is wrong, never with the key. */
export function readPrivateKey(text: string): KeyObject {
  const block = firstPem(text);
  if (!block) throw new Error('no PEM data in input');
  const { type } = block;
  if (type !== 'PRIVATE KEY' && !type.endsWith(' PRIVATE KEY'))
    throw new Error(`no private key data in PEM block of type ${type}`);
  try {
    return decode(block);
  } catch (error) {
    throw new Error(
      `the PEM block ${type} cannot be read as one: ${error instanceof Error ? error.message : 'no key'}`,
      {
        cause: error,
      },
    );
  }
}

function decode({ type, der, pem }: PemBlock): KeyObject {
  switch (type) {
    case 'PRIVATE KEY':
      return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    case 'RSA PRIVATE KEY':
      return createPrivateKey({ key: der, format: 'der', type: 'pkcs1' });
    case 'EC PRIVATE KEY':
      return createPrivateKey({ key: der, format: 'der', type: 'sec1' });
    case 'DSA PRIVATE KEY':
      return createPrivateKey(pem);
    default:
      throw new Error('it is of an unknown type, or encrypted');
  }
}
