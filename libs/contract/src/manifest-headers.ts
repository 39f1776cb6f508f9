import { digest } from '@wheelhouse/core-domain';
import type { ClusterId, Result } from '@wheelhouse/core-domain';
import { deltaMessage } from './manifest-message.ts';
import type { ManifestDelta } from './manifest.ts';
import { attempt } from './message.ts';
import type { ManifestSignature, SignedStatement } from './signature.ts';
import { fromBase64url, toBase64url } from './wire/base64url.ts';
import { branded, integer } from './wire/codec.ts';
import type { Codec } from './wire/codec.ts';
import { Malformed, under } from './wire/malformed.ts';

/** What the headers of a manifest message say; the same on the stored and on the republished message. */
export interface ManifestHeaders extends ManifestSignature {
  readonly statement: SignedStatement;
  /** The body is empty, and the manifest is the blob `subjects.blob(manifestBlobProject(cluster), statement.digest)`. */
  readonly moved: boolean;
  /** Absent where it would not fit, or where nobody can have the base: one Direct Get then. */
  readonly delta?: ManifestDelta;
}

export const headerNames = {
  hub: 'Wh-Hub',
  wire: 'Wh-Wire',
  generation: 'Wh-Generation',
  digest: 'Wh-Digest',
  key: 'Wh-Key',
  signature: 'Wh-Signature',
  body: 'Wh-Body',
  delta: 'Wh-Delta',
} as const;

/** JetStream refuses headers of 64 KiB and more (error 10097); a delta takes a third more as text. */
export const MAX_DELTA_BYTES = 36 * 1024;

const PLAIN = /^[\w.:-]{1,128}$/;

/** Leaves a delta out that is larger than `MAX_DELTA_BYTES`. */
export function encodeManifestHeaders(headers: ManifestHeaders): Readonly<Record<string, string>> {
  const { statement, delta } = headers;
  for (const id of [statement.hub, headers.keyId]) {
    if (!PLAIN.test(id)) throw new TypeError(`cannot stand in a header: ${JSON.stringify(id)}`);
  }
  const change = delta && deltaMessage.encode(delta);
  return {
    [headerNames.hub]: statement.hub,
    [headerNames.wire]: String(statement.wire),
    [headerNames.generation]: String(statement.generation),
    [headerNames.digest]: statement.digest,
    [headerNames.key]: headers.keyId,
    [headerNames.signature]: toBase64url(headers.signature),
    ...(headers.moved ? { [headerNames.body]: 'blob' } : {}),
    ...(change && change.length <= MAX_DELTA_BYTES ? { [headerNames.delta]: toBase64url(change) } : {}),
  };
}

type Get = (name: string) => string | undefined;

/** `get` reads one header. Refuses a delta that does not belong to the statement; verifies no signature. */
export function decodeManifestHeaders(cluster: ClusterId, get: Get): Result<ManifestHeaders> {
  return attempt('manifest headers', () => {
    const statement: SignedStatement = {
      hub: read(get, headerNames.hub, plain),
      cluster,
      wire: read(get, headerNames.wire, decimal(1)),
      generation: read(get, headerNames.generation, decimal(0)),
      digest: read(get, headerNames.digest, branded(digest)),
    };
    const delta = get(headerNames.delta) ? readDelta(get, statement) : undefined;
    return {
      statement,
      keyId: read(get, headerNames.key, plain),
      signature: read(get, headerNames.signature, base64url),
      moved: get(headerNames.body) === 'blob',
      ...(delta ? { delta } : {}),
    };
  });
}

function readDelta(get: Get, { generation, digest }: SignedStatement): ManifestDelta {
  const decoded = deltaMessage.decode(read(get, headerNames.delta, base64url));
  if (!decoded.ok) throw new Malformed(decoded.error[0]!.message).under(decoded.error[0]!.where ?? headerNames.delta);
  const delta = decoded.value;
  if (delta.generation !== generation || delta.newDigest !== digest) {
    throw new Malformed('is of another manifest than the signed one').under(headerNames.delta);
  }
  return delta;
}

function read<T>(get: Get, name: string, codec: Pick<Codec<T>, 'unpack'>): T {
  const text = get(name);
  if (!text) throw new Malformed('is missing', { code: 'MISSING_FIELD' }).under(name);
  try {
    return codec.unpack(text);
  } catch (error) {
    throw under(error, name);
  }
}

const plain = {
  unpack(text: unknown): string {
    if (!PLAIN.test(String(text))) throw new Malformed('must be 1 to 128 letters, digits, dots, colons and dashes');
    return String(text);
  },
};
const decimal = (min: number) => ({
  unpack(text: unknown): number {
    if (!/^\d{1,16}$/.test(String(text))) throw new Malformed('must be a whole number');
    return integer(min).unpack(Number(text));
  },
});
const base64url = { unpack: (text: unknown) => fromBase64url(String(text)) };
