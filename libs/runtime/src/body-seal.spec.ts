import { randomBytes } from 'node:crypto';
import { bodySealer, openBody } from './body-seal.ts';
import { generateX25519, openBox, sealBox, x25519FromPrivate } from './sealed-box.ts';

const text = (bytes: string) => new TextEncoder().encode(bytes);
const key = { id: 'k1', key: new Uint8Array(randomBytes(32)) };
const other = { id: 'k2', key: new Uint8Array(randomBytes(32)) };
const [body, bound] = [text('the password is swordfish'), text('project a, digest d')];
const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

describe('a sealed body', () => {
  const sealed = bodySealer(key).seal(body, bound);

  it('opens with its key and with what it is bound to', () => {
    expect(openBody(key, sealed, bound)).toEqual(body);
  });

  it('is the same bytes for the same inputs', () => {
    expect(bodySealer({ ...key }).seal(body, bound)).toEqual(sealed);
  });

  it('has another nonce for another body under the same name', () => {
    const packedAnew = bodySealer(key).seal(text('the password is swordfisH'), bound);
    expect(packedAnew.subarray(0, 12)).not.toEqual(sealed.subarray(0, 12));
  });

  it.each([
    ['with another key', other, sealed, bound],
    ['as another blob', key, sealed, text('project b, digest d')],
    ['with a changed nonce', key, flipped(sealed, 0), bound],
    ['with a changed byte', key, flipped(sealed, 20), bound],
    ['with a changed tag', key, flipped(sealed, sealed.length - 1), bound],
    ['cut off', key, sealed.subarray(0, 27), bound],
    ['empty', key, new Uint8Array(), bound],
  ])('does not open %s', (_, with_, bytes, as) => {
    expect(openBody(with_, bytes, as)).toBeUndefined();
  });

  it('needs a key of 32 bytes', () => {
    expect(() => bodySealer({ id: 'k', key: new Uint8Array(16) })).toThrow('32 bytes');
  });
});

describe('a sealed box', () => {
  const pair = generateX25519();
  const box = sealBox(key.key, pair.publicKey, bound);

  it('opens for its recipient, also from the kept private key', () => {
    expect(openBox(box, x25519FromPrivate(pair.privateKey), bound)).toEqual(key.key);
  });

  it.each([
    ['for another recipient', generateX25519(), box, bound],
    ['as another thing', pair, box, text('other')],
    ['changed', pair, flipped(box, 40), bound],
    ['with a sender of small order', pair, Uint8Array.of(...new Uint8Array(32), ...box.subarray(32)), bound],
    ['empty', pair, new Uint8Array(), bound],
  ])('does not open %s', (_, who, bytes, as) => {
    expect(openBox(bytes, who, as)).toBeUndefined();
  });
});
