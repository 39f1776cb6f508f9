import { err, ok } from '@wheelhouse/core-domain';
import type { Result } from '@wheelhouse/core-domain';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Envelope encryption of credentials at rest. */
export interface Sealer {
  /** `context`, e.g. `repository/<id>`, is bound to the text: it opens nowhere else. */
  seal(plain: string, context: string): string;
  open(sealed: string, context: string): Result<string>;
}

export interface MasterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

const VERSION = 'whs1';
const NONCE = 12;
const TAG = 16;

/**
 * Each text gets a data key of its own, wrapped by a master key: `whs1.<master id>.<wrapped key>.<text>`, AES-256-GCM both. The
 * first master key seals; all of them open, so that a new one can be put in front.
 */
export function createSealer(masterKeys: readonly MasterKey[]): Sealer {
  const [first] = masterKeys;
  if (!first) throw new TypeError('no master key');
  for (const { id, key } of masterKeys) {
    if (key.length !== 32) throw new TypeError(`master key ${id} has ${key.length} bytes, not 32`);
    if (!/^[\w-]{1,64}$/.test(id)) throw new TypeError('a master key id is 1 to 64 letters, digits, dashes');
  }
  return {
    seal(plain, context) {
      const dataKey = randomBytes(32);
      const bound = `${VERSION}/${first.id}/${context}`;
      return [VERSION, first.id, encrypt(first.key, dataKey, bound), encrypt(dataKey, Buffer.from(plain), bound)].join(
        '.',
      );
    },
    open(sealed, context) {
      const [version, id, wrapped, body] = sealed.split('.');
      if (version !== VERSION || !id || !wrapped || !body) return refused('is not a sealed text');
      const master = masterKeys.find((one) => one.id === id);
      if (!master) return refused(`is sealed with master key ${id}, which is not configured`);
      const bound = `${VERSION}/${id}/${context}`;
      const dataKey = decrypt(master.key, wrapped, bound);
      const plain = dataKey?.length === 32 ? decrypt(dataKey, body, bound) : undefined;
      return plain
        ? ok(plain.toString('utf8'))
        : refused('does not open: another key, another place, or it was changed');
    },
  };
}

function encrypt(key: Uint8Array, plain: Uint8Array, bound: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

function decrypt(key: Uint8Array, text: string, bound: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < NONCE + TAG) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(bound)).setAuthTag(bytes.subarray(bytes.length - TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE, bytes.length - TAG)), decipher.final()]);
  } catch {
    return undefined;
  }
}

const refused = (message: string) => err([{ code: 'INVALID_FIELD' as const, where: 'sealed text', message }]);
