import { digestBytes } from '@wheelhouse/core-domain';
import type { Compressor } from '../blob.ts';
import type { Signer, Verifier } from '../signature.ts';
import { bytesOfHex } from '../wire/codec.ts';

// Stand-ins for the ports, without Node: the real ones are in `runtime`, and tested there.

const tag = (publicKey: Uint8Array, message: Uint8Array): Uint8Array => {
  const half = bytesOfHex(digestBytes(Uint8Array.of(...publicKey, ...message)));
  return Uint8Array.of(...half, ...half);
};

export const signer = (keyId: string, fill: number): Signer & { readonly publicKey: Uint8Array } => {
  const publicKey = new Uint8Array(32).fill(fill);
  return { keyId, publicKey, sign: (message) => tag(publicKey, message) };
};

export const verifier: Verifier = {
  verify: (publicKey, message, signature) => digestBytes(tag(publicKey, message)) === digestBytes(signature),
};

/** Every byte but the first becomes a length: small for what is one byte over and over, as in `aaaa…`. */
export const runLengths: Compressor = {
  codec: 'zstd',
  compress: (plain) =>
    plain.every((byte) => byte === plain[0])
      ? Uint8Array.of(plain[0] ?? 0, plain.length >> 16, plain.length >> 8, plain.length)
      : plain,
  decompress([byte = 0, a = 0, b = 0, c = 0], _, limit) {
    const length = (a << 16) | (b << 8) | c;
    if (length > limit) throw new RangeError(`more than ${limit} bytes`);
    return new Uint8Array(length).fill(byte);
  },
};

/** Leaves everything as it is, so `packBlob` stores the plain body. */
export const noCompressor: Compressor = { codec: 'zstd', compress: (plain) => plain, decompress: (packed) => packed };
