import { generateEd25519 } from '@wheelhouse/runtime';
import type { Ed25519Pair } from '@wheelhouse/runtime';
import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createNkey, publicKeyOf } from './nkey.ts';
import type { NkeyPair } from './nkey.ts';

/** All identities of a fleet. Everything in here but the public keys is secret. */
export interface FleetKeys {
  /** Milliseconds since 1970: the account's JWT is dated by it, so that a restart never undoes a revocation. */
  readonly createdAt: number;
  /** Vouches for accounts. */
  readonly operator: NkeyPair;
  /** The account of the server itself: revocations go through it. */
  readonly system: NkeyPair;
  /** The account that hub and spokes share. */
  readonly fleet: NkeyPair;
  /** Vouches for users of the fleet's account. */
  readonly fleetSigning: NkeyPair;
  /** Signs trust sets; may be kept offline afterwards. */
  readonly root: Ed25519Pair;
  /** The hub's own: signs manifests. */
  readonly manifest: Ed25519Pair;
}

export const createFleetKeys = (now: number): FleetKeys => ({
  createdAt: now,
  operator: createNkey('operator'),
  system: createNkey('account'),
  fleet: createNkey('account'),
  fleetSigning: createNkey('account'),
  root: generateEd25519(),
  manifest: generateEd25519(),
});

const FILE = 'keys.json';

/**
 * `keys.json` in the folder, readable by its owner only. Written whole or not at all, and never over one that is there: of two
 * that start at once, both get the same keys. Throws where the file is there and unreadable; it is never replaced.
 */
export async function loadOrCreateKeys(folder: string, now: number): Promise<FleetKeys> {
  const file = path.join(folder, FILE);
  const known = await readKeys(file);
  if (known) return known;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await createOnce(file, JSON.stringify(createFleetKeys(now), bytesAsText, 2));
  return (await readKeys(file))!;
}

async function readKeys(file: string): Promise<FleetKeys | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`cannot read the fleet's keys in ${file}: ${error.code}`, { cause: error });
  });
  return text === undefined ? undefined : parseKeys(text, file);
}

function parseKeys(text: string, file: string): FleetKeys {
  const damaged = () => new Error(`the fleet's keys in ${file} are damaged: restore the file from a backup`);
  let keys: FleetKeys;
  try {
    keys = JSON.parse(text, textAsBytes) as FleetKeys;
  } catch {
    // The parser's own message may quote a secret.
    throw damaged();
  }
  const pairs = [keys.operator, keys.system, keys.fleet, keys.fleetSigning];
  const intact =
    pairs.every((pair) => isPair(pair)) && [keys.root, keys.manifest].every((pair) => pair?.seed instanceof Uint8Array);
  if (!intact) throw damaged();
  return keys;
}

function isPair(pair: NkeyPair | undefined): boolean {
  try {
    return pair !== undefined && publicKeyOf(pair.seed) === pair.publicKey;
  } catch {
    return false;
  }
}

async function createOnce(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
    // A hard link refuses to replace what is there, where a rename would.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await handle.close();
    await unlink(draft);
  }
}

const BYTES = 'base64:';
const bytesAsText = (_: string, value: unknown) =>
  value instanceof Uint8Array ? BYTES + Buffer.from(value).toString('base64') : value;
const textAsBytes = (_: string, value: unknown) =>
  typeof value === 'string' && value.startsWith(BYTES)
    ? new Uint8Array(Buffer.from(value.slice(BYTES.length), 'base64'))
    : value;
