import zlib from 'node:zlib';

/** The contract's port `Compressor`, by shape: the runtime does not know the wire. */
export interface NodeCompressor {
  readonly codec: 'zstd' | 'gzip';
  compress(plain: Uint8Array): Uint8Array;
  /** Throws when the result would be larger than `limit` bytes. */
  decompress(packed: Uint8Array, codec: 'zstd' | 'gzip', limit: number): Uint8Array;
}

/** Zstandard where this Node has it (≥ 22.15), else gzip. Reads both. */
export function nodeCompressor(): NodeCompressor {
  const codec = typeof zlib.zstdCompressSync === 'function' ? 'zstd' : 'gzip';
  return {
    codec,
    compress: (plain) => (codec === 'zstd' ? zlib.zstdCompressSync(plain) : zlib.gzipSync(plain)),
    decompress(packed, from, limit) {
      // Node refuses 0 as a bound; an empty body still has to be one.
      const options = { maxOutputLength: Math.max(1, limit) };
      const plain = from === 'zstd' ? unzstd(packed, options) : zlib.gunzipSync(packed, options);
      if (plain.length > limit) throw new RangeError(`more than ${limit} bytes`);
      return plain;
    },
  };
}

function unzstd(packed: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array {
  if (typeof zlib.zstdDecompressSync !== 'function') {
    throw new Error(`zstd needs Node 22.15 or newer, and this is ${process.version}`);
  }
  return zlib.zstdDecompressSync(packed, options);
}
