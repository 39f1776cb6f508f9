import fc from 'fast-check';
import zlib from 'node:zlib';
import { nodeCompressor } from './compressor.ts';
import { ed25519FromSeed, ed25519Signer, ed25519Verifier, generateEd25519, keyIdOf } from './ed25519.ts';
import { createSealer } from './sealer.ts';

describe('Ed25519', () => {
  it('gives the key and signature of RFC 8032, test 2', () => {
    const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
    const pair = ed25519FromSeed(hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'));
    expect(Buffer.from(pair.publicKey).toString('hex')).toBe(
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    );
    expect(Buffer.from(ed25519Signer(pair).sign(hex('72'))).toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
  });

  it('verifies what was signed, and is false for everything else, without throwing', () => {
    const pair = generateEd25519();
    const signer = ed25519Signer(pair);
    expect(signer.keyId).toBe(keyIdOf(pair.publicKey));
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (message, garbage) => {
        const signature = signer.sign(message);
        expect(ed25519Verifier.verify(pair.publicKey, message, signature)).toBe(true);
        expect(ed25519Verifier.verify(pair.publicKey, Uint8Array.of(...message, 0), signature)).toBe(false);
        expect(ed25519Verifier.verify(garbage, message, signature)).toBe(false);
        expect(ed25519Verifier.verify(pair.publicKey, message, garbage)).toBe(false);
      }),
    );
  });
});

describe('the compressor', () => {
  const compressor = nodeCompressor();

  it('gives back what went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (plain) => {
        const back = compressor.decompress(compressor.compress(plain), compressor.codec, plain.length);
        expect(new Uint8Array(back)).toEqual(plain);
      }),
    );
  });

  it('reads gzip too', () => {
    const back = compressor.decompress(zlib.gzipSync('hello'), 'gzip', 5);
    expect(Buffer.from(back).toString()).toBe('hello');
  });

  it.each(['zstd', 'gzip'] as const)('stops at the limit: a bomb of %s is an error', (codec) => {
    const plain = new Uint8Array(50_000_000);
    const bomb = codec === 'zstd' ? zlib.zstdCompressSync(plain) : zlib.gzipSync(plain);
    expect(() => compressor.decompress(bomb, codec, 1000)).toThrow();
    expect(() => compressor.decompress(new Uint8Array(20), codec, 1000)).toThrow();
  });

  it.each([
    ['zstd', 33_072 * 2],
    ['gzip', 1_100_000],
  ] as const)('refuses a %s body that unpacks to a gigabyte, without growing', (codec, most) => {
    const part = new Uint8Array(64 * 1024 * 1024);
    const one = codec === 'zstd' ? zlib.zstdCompressSync(part) : zlib.gzipSync(part, { level: 9 });
    const bomb = Buffer.concat(Array.from({ length: 16 }, () => one));
    expect(bomb.length).toBeLessThan(most);
    const before = process.memoryUsage();
    expect(() => compressor.decompress(bomb, codec, 1024 * 1024)).toThrow();
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(64 * 1024 * 1024);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8 * 1024 * 1024);
  });
});

describe('the sealer', () => {
  const key = (id: string, fill: number) => ({ id, key: new Uint8Array(32).fill(fill) });
  const sealer = createSealer([key('k1', 1)]);

  it('opens what it sealed, in its place only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
        const sealed = sealer.seal(plain, 'repository/1');
        expect(sealer.open(sealed, 'repository/1')).toEqual({ ok: true, value: plain });
        expect(sealer.open(sealed, 'repository/2')).toMatchObject({ ok: false });
      }),
    );
  });

  it('gives another text each time, which does not hold the secret', () => {
    const [a, b] = [sealer.seal('hunter2', 'x'), sealer.seal('hunter2', 'x')];
    expect(a).not.toBe(b);
    expect(Buffer.from(a!.split('.')[3]!, 'base64url').toString()).not.toContain('hunter2');
  });

  it('opens old texts after a new master key came in front', () => {
    const rotated = createSealer([key('k2', 2), key('k1', 1)]);
    expect(rotated.open(sealer.seal('old', 'x'), 'x')).toEqual({ ok: true, value: 'old' });
    expect(sealer.open(rotated.seal('new', 'x'), 'x')).toMatchObject({
      error: [{ message: expect.stringContaining('k2, which is not configured') }],
    });
  });

  it('refuses what was changed in any place', () => {
    const sealed = sealer.seal('secret', 'x');
    for (let at = 0; at < sealed.length; at += 3) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      const opened = sealer.open(changed, 'x');
      // The last character of a part may hold bits that no byte has.
      if (opened.ok) expect(opened.value).toBe('secret');
    }
    expect(sealer.open('', 'x').ok).toBe(false);
    expect(() => createSealer([{ id: 'k', key: new Uint8Array(16) }])).toThrow(/16 bytes, not 32/);
  });
});
