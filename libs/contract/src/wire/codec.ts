import { Malformed, under } from './malformed.ts';

/** How one value stands in a message. `pack` gives what CBOR holds; `unpack` checks and throws `Malformed`. */
export interface Codec<T> {
  pack(value: T): unknown;
  unpack(wire: unknown): T;
}

const shown = (wire: unknown): string =>
  wire === null || wire === undefined
    ? String(wire)
    : wire instanceof Uint8Array
      ? `${wire.length} bytes`
      : Array.isArray(wire)
        ? 'a list'
        : wire instanceof Map
          ? 'a record'
          : `a ${typeof wire}`;

const wrong = (what: string, wire: unknown) => new Malformed(`must be ${what}, not ${shown(wire)}`);

/** Text of at most `max` UTF-16 units; default 64 Ki. */
export const text = (max = 65_536): Codec<string> => ({
  pack: (value) => value,
  unpack(wire) {
    if (typeof wire !== 'string') throw wrong('text', wire);
    if (wire.length > max) throw new Malformed(`must be at most ${max} characters, not ${wire.length}`);
    return wire;
  },
});

/** Text that a check of the domain accepts and brands. */
export const branded = <T extends string>(check: (text: string) => T): Codec<T> => ({
  pack: (value) => value,
  unpack(wire) {
    if (typeof wire !== 'string') throw wrong('text', wire);
    try {
      return check(wire);
    } catch (error) {
      throw new Malformed(error instanceof Error ? `is ${error.message}` : 'is not valid', { cause: error });
    }
  },
});

/** Lower-case hexadecimal digits in memory, raw bytes on the wire; one of the given lengths in bytes. */
export const hex = <T extends string>(...lengths: readonly number[]): Codec<T> => ({
  pack: (value) => bytesOfHex(value),
  unpack(wire) {
    if (!(wire instanceof Uint8Array)) throw wrong('bytes', wire);
    if (!lengths.includes(wire.length))
      throw new Malformed(`must be ${lengths.join(' or ')} bytes, not ${wire.length}`);
    return hexOfBytes(wire) as T;
  },
});

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexOfBytes(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += HEX[byte];
  return out;
}

export function bytesOfHex(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digitOf(digits.charCodeAt(2 * i)) << 4) | digitOf(digits.charCodeAt(2 * i + 1));
  }
  if (digits.length % 2 !== 0) throw notHex();
  return bytes;
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  throw notHex();
}

const notHex = (): TypeError => new TypeError('not lower-case hexadecimal digits');

/** A copy, so that a field does not hold the message that it came in. */
export const bytes = (min: number, max: number): Codec<Uint8Array> => ({
  pack: (value) => value,
  unpack(wire) {
    if (!(wire instanceof Uint8Array)) throw wrong('bytes', wire);
    if (wire.length < min || wire.length > max) {
      throw new Malformed(`must be ${min === max ? min : `${min} to ${max}`} bytes, not ${wire.length}`);
    }
    return new Uint8Array(wire);
  },
});

/** A whole number; 0 to 2^53 − 1 where nothing else is said. */
export const integer = (min = 0, max = Number.MAX_SAFE_INTEGER): Codec<number> => ({
  pack: (value) => value,
  unpack(wire) {
    if (typeof wire !== 'number' || !Number.isInteger(wire)) throw wrong('a whole number', wire);
    if (wire < min || wire > max) throw new Malformed(`must be ${min} to ${max}, not ${wire}`);
    return wire;
  },
});

export const finite: Codec<number> = {
  pack: (value) => value,
  unpack(wire) {
    if (typeof wire !== 'number' || !Number.isFinite(wire)) throw wrong('a number', wire);
    return wire;
  },
};

export const flag: Codec<boolean> = {
  pack: (value) => value,
  unpack(wire) {
    if (typeof wire !== 'boolean') throw wrong('true or false', wire);
    return wire;
  },
};

export const oneOf = <const T extends string | number | boolean>(...values: readonly T[]): Codec<T> => ({
  pack: (value) => value,
  unpack(wire) {
    if (!values.includes(wire as T)) throw wrong(`one of ${values.join(', ')}`, wire);
    return wire as T;
  },
});

/** Any JSON, as its text: objects of Kubernetes are looked at by people, not by the wire. */
export const json: Codec<unknown> = {
  pack: (value) => JSON.stringify(value ?? null),
  unpack(wire) {
    if (typeof wire !== 'string') throw wrong('JSON text', wire);
    try {
      return JSON.parse(wire);
    } catch (error) {
      throw new Malformed('is not JSON', { cause: error });
    }
  },
};

export const list = <T>(item: Codec<T>, max = 200_000): Codec<readonly T[]> => ({
  pack: (values) => values.map((value) => item.pack(value)),
  unpack(wire) {
    if (!Array.isArray(wire)) throw wrong('a list', wire);
    if (wire.length > max) throw new Malformed(`must have at most ${max} items, not ${wire.length}`);
    return wire.map((value, index) => step(`[${index}]`, () => item.unpack(value)));
  },
});

const step = <T>(name: string, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    throw under(error, name);
  }
};

/** A map from text-like keys, as a list of pairs in the order of the keys; a key twice is refused. */
export const table = <K extends string, V>(key: Codec<K>, value: Codec<V>, max = 200_000): Codec<ReadonlyMap<K, V>> => {
  const pairs = list<readonly [K, V]>(
    {
      pack: ([k, v]) => [key.pack(k), value.pack(v)],
      unpack(wire) {
        if (!Array.isArray(wire) || wire.length !== 2) throw wrong('a pair', wire);
        return [step('[0]', () => key.unpack(wire[0])), step('[1]', () => value.unpack(wire[1]))];
      },
    },
    max,
  );
  return {
    pack: (map) => pairs.pack([...map].sort(([a], [b]) => (a < b ? -1 : 1))),
    unpack(wire) {
      const found = pairs.unpack(wire);
      const map = new Map(found);
      if (map.size !== found.length) throw new Malformed('has a key twice', { code: 'DUPLICATE_NAME' });
      return map;
    },
  };
};

/** An object with any keys, e.g. labels. */
export const dictionary = <V>(value: Codec<V>, max = 4096): Codec<Readonly<Record<string, V>>> => {
  const pairs = table(text(4096), value, max);
  return {
    pack: (object) => pairs.pack(new Map(Object.entries(object))),
    unpack: (wire) => Object.fromEntries(pairs.unpack(wire)),
  };
};

/** Another codec with one more check or form. */
export const mapped = <A, B>(codec: Codec<A>, to: (a: A) => B, from: (b: B) => A): Codec<B> => ({
  pack: (value) => codec.pack(from(value)),
  unpack: (wire) => to(codec.unpack(wire)),
});
