import fc from 'fast-check';
import { allMessages } from './testdata/all-messages.ts';
import * as requests from './requests.ts';
import { heartbeatMessage } from './status.ts';
import { packCbor } from './wire/cbor.ts';

describe.each(allMessages)('%s', (_, message, values) => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(message.decode(message.encode(value))).toEqual({ ok: true, value });
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bytes again', () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = message.encode(value);
        const back = message.decode(bytes);
        expect(back.ok && Buffer.compare(message.encode(back.value), bytes)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('names the place of what is cut off, changed or foreign, and never throws', () => {
    const samples = fc.sample(values, { numRuns: 40, seed: 7 }).map((value) => message.encode(value));
    const mutated = fc
      .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat(255), fc.boolean())
      .map(([sample, at, byte, cut]) => {
        const bytes = sample.slice(0, cut ? at % sample.length : undefined);
        if (!cut) bytes[at % bytes.length] = byte;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
        const decoded = message.decode(bytes);
        return decoded.ok || decoded.error[0]!.where!.startsWith(message.name);
      }),
      { numRuns: 3000 },
    );
  });
});

it.each<[string, Uint8Array | unknown, string]>([
  ['nothing', new Uint8Array(), 'heartbeat: ends too early'],
  ['text', 'hello', 'heartbeat: must be a record'],
  ['a list without an end', Uint8Array.of(0x9f, 0x01), 'not definite'],
  ['a list longer than the message', Uint8Array.of(0x9b, 0, 0, 0, 255, 0, 0, 0, 0), 'heartbeat: ends too early'],
  ['a text longer than the message', Uint8Array.of(0x7a, 255, 255, 255, 255), 'heartbeat: ends too early'],
  ['a tag', Uint8Array.of(0xc1, 0x00), 'tags are not used'],
  ['deep nesting', new Uint8Array(5000).fill(0x81), 'nested deeper than 24'],
  ['too many bytes', new Uint8Array(40_000), 'heartbeat: is 40000 bytes, more than 32768'],
  ['a key twice', Uint8Array.of(0xa2, 0, 0, 0, 0), 'out of order'],
  ['bytes after the end', Uint8Array.of(0xa0, 0), '1 bytes after its end'],
  ['a missing field', new Map(), 'heartbeat: cluster: is missing'],
  ['a wrong type', new Map([[0, 7]]), 'heartbeat: cluster: must be text, not a number'],
])('refuses %s', (_, input, expected) => {
  const decoded = heartbeatMessage.decode(input instanceof Uint8Array ? input : packCbor(input));
  const problem = decoded.ok ? undefined : decoded.error[0];
  expect(`${problem?.where}: ${problem?.message}`).toContain(expected);
});

it('ignores optional fields that it does not know', () => {
  const known = packCbor(new Map([[0, 7]]));
  const newer = packCbor(
    new Map<number, unknown>([
      [0, 7],
      [200, ['from the future']],
    ]),
  );
  expect(requests.epochAnswerMessage.decode(newer)).toEqual(requests.epochAnswerMessage.decode(known));
});
