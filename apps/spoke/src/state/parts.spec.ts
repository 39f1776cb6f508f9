import fc from 'fast-check';
import { joinParts, splitParts } from './parts.ts';

describe('parts of a value', () => {
  it('give the value back, and none is larger than allowed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (bytes, limit) => {
        const parts = splitParts(bytes, limit);
        expect(parts.length).toBeGreaterThan(0);
        expect(parts.every((part) => part.length <= limit)).toBe(true);
        expect([...joinParts(parts)]).toEqual([...bytes]);
      }),
    );
  });
});
