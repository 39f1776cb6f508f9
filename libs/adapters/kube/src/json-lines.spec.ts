import fc from 'fast-check';
import { jsonLines } from './json-lines.ts';

async function read(bytes: Uint8Array, cuts: readonly number[]): Promise<unknown[]> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    let from = 0;
    for (const cut of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
      yield bytes.subarray(from, cut);
      from = cut;
    }
  }
  const values: unknown[] = [];
  for await (const value of jsonLines(pieces())) values.push(value);
  return values;
}

describe('jsonLines', () => {
  it('reads the same values wherever the stream is cut, also within a character', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }) })),
        fc.array(fc.nat()),
        async (values, cuts) => {
          const bytes = new TextEncoder().encode(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
          expect(await read(bytes, cuts)).toEqual(values);
        },
      ),
    );
  });

  it('leaves out a last line that was cut off', async () =>
    expect(await read(new TextEncoder().encode('{"a":1}\n\n{"b":'), [])).toEqual([{ a: 1 }]));
});
