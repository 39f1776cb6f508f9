import { canonicalJson, digestBytes, err, ok } from '@wheelhouse/core-domain';
import type { Bundle, Digest, KubeObject, ProjectId, Result } from '@wheelhouse/core-domain';
import { blobMessage, MAX_BLOB_BYTES, openBlob, packBlob, SPLIT_BUNDLE_ABOVE } from './blob.ts';
import type { BlobEnvelope } from './blob-envelope.ts';
import type { Compressor } from './blob.ts';
import type { BodyOpener, BodySealer } from './body-seal.ts';
import { bytesOfHex, hexOfBytes } from './wire/codec.ts';

export interface PackedBlob {
  readonly project: ProjectId;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** Of all of a bundle's objects, in bytes of canonical JSON. */
export const MAX_BUNDLE_BYTES = 4 * MAX_BLOB_BYTES;
const FETCH_AT_ONCE = 16;
const encoder = new TextEncoder();

/**
 * One blob, or above 256 KiB one per object and an index of them, so that a large bundle re-sends only what changed. The
 * blob that the bundle's digest names comes last: when it is stored, everything is. Throws for a digest that is not the
 * objects' own, and for an object larger than `MAX_BLOB_BYTES`.
 */
export function bundleToBlobs(
  bundle: Bundle,
  project: ProjectId,
  compressor: Compressor,
  sealer?: BodySealer,
): readonly PackedBlob[] {
  const bodies = bundle.objects.map((object) => encoder.encode(canonicalJson(object)));
  const whole = assemble(bodies);
  const { digest } = bundle;
  if (digestBytes(whole) !== digest) throw new TypeError(`not the digest of the bundle's objects: ${digest}`);
  const pack = (kind: BlobEnvelope['kind'], named: Digest, plain: Uint8Array): PackedBlob => ({
    project,
    digest: named,
    bytes: packBlob({ kind, project, digest: named, plain }, compressor, sealer),
  });
  if (whole.length <= SPLIT_BUNDLE_ABOVE) return [pack('bundle', digest, whole)];
  const parts = new Map(bodies.map((body) => [digestBytes(body), body]));
  const order = concat(bodies.map((body) => bytesOfHex(digestBytes(body))));
  return [...[...parts].map(([part, body]) => pack('object', part, body)), pack('index', digest, order)];
}

type Get = (digest: Digest) => Promise<Uint8Array | undefined>;
interface WantedBundle {
  readonly project: ProjectId;
  readonly digest: Digest;
}

/** `get` gives the stored envelope of a digest in the project, or undefined. Every digest is checked on the way. */
export async function bundleFromBlobs(
  wanted: WantedBundle,
  get: Get,
  compressor: Compressor,
  opener?: BodyOpener,
): Promise<Result<Bundle>> {
  const ports = { get, compressor, ...(opener && { opener }) };
  const bytes = await get(wanted.digest);
  if (!bytes) return lost(wanted.digest);
  const envelope = blobMessage.decode(bytes);
  if (!envelope.ok) return envelope;
  const kind = envelope.value.kind === 'index' ? 'index' : 'bundle';
  const plain = openBlob(bytes, { ...wanted, kind }, compressor, opener);
  if (!plain.ok) return plain;
  const whole = kind === 'index' ? await assembled(wanted, plain.value, ports) : plain;
  return whole.ok ? parsed(wanted.digest, whole.value) : whole;
}

interface Ports {
  readonly get: Get;
  readonly compressor: Compressor;
  readonly opener?: BodyOpener;
}

async function assembled(wanted: WantedBundle, index: Uint8Array, ports: Ports): Promise<Result<Uint8Array>> {
  if (index.length % 32 !== 0) return broken(wanted.digest, 'its index is not a list of digests');
  const order = Array.from(
    { length: index.length / 32 },
    (_, i) => hexOfBytes(index.subarray(32 * i, 32 * i + 32)) as Digest,
  );
  const parts = new Map<Digest, Uint8Array>();
  let size = 0;
  const missing = [...new Set(order)];
  for (let at = 0; at < missing.length; at += FETCH_AT_ONCE) {
    const some = missing.slice(at, at + FETCH_AT_ONCE);
    const found = await Promise.all(some.map((digest) => fetchObject({ ...wanted, digest }, ports)));
    for (const [i, part] of found.entries()) {
      if (!part.ok) return part;
      parts.set(some[i]!, part.value);
      size += part.value.length;
    }
    if (size > MAX_BUNDLE_BYTES) return broken(wanted.digest, `its objects are more than ${MAX_BUNDLE_BYTES} bytes`);
  }
  const whole = assemble(order.map((digest) => parts.get(digest)!));
  return digestBytes(whole) === wanted.digest ? ok(whole) : broken(wanted.digest, 'its objects have another digest');
}

async function fetchObject(wanted: WantedBundle, { get, compressor, opener }: Ports): Promise<Result<Uint8Array>> {
  const bytes = await get(wanted.digest);
  return bytes ? openBlob(bytes, { ...wanted, kind: 'object' }, compressor, opener) : lost(wanted.digest);
}

function parsed(digest: Digest, whole: Uint8Array): Result<Bundle> {
  try {
    const objects: unknown = JSON.parse(new TextDecoder().decode(whole));
    return Array.isArray(objects)
      ? ok({ digest, objects: objects as KubeObject[] })
      : broken(digest, 'it is not a list of objects');
  } catch {
    return broken(digest, 'it is not JSON');
  }
}

/** The canonical JSON of a list is that of its items, with brackets and commas. */
function assemble(bodies: readonly Uint8Array[]): Uint8Array {
  const [open, comma, close] = ['[', ',', ']'].map((mark) => encoder.encode(mark)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return concat([open, ...bodies.flatMap((body, i) => (i === 0 ? [body] : [comma, body])), close]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const broken = (digest: Digest, message: string) =>
  err([{ code: 'INVALID_FIELD' as const, where: `bundle ${digest}`, message }]);
const lost = (digest: Digest) =>
  err([{ code: 'PATH_NOT_FOUND' as const, where: `blob ${digest}`, message: 'is not in the store (bundle lost)' }]);
