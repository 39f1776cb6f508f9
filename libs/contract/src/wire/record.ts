import type { Codec } from './codec.ts';
import { Malformed, under } from './malformed.ts';

interface Required<T> {
  readonly key: number;
  readonly codec: Codec<T>;
  readonly optional: false;
}
interface Optional<T> {
  readonly key: number;
  readonly codec: Codec<T>;
  readonly optional: true;
}

/** `key` is the field's number on the wire: given once, never used again for another meaning. */
export const field = <T>(key: number, codec: Codec<T>): Required<T> => ({ key, codec, optional: false });
export const maybe = <T>(key: number, codec: Codec<T>): Optional<T> => ({ key, codec, optional: true });

/** One entry per member of `T`; the compiler asks for `maybe` exactly where the member is optional. */
export type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Optional<Exclude<T[K], undefined>> : Required<T[K]>;
};

/** A map from field numbers. Numbers that it does not know are ignored: a newer side may say more. */
export function record<T extends object>(fields: Fields<T>): Codec<T> {
  const known = (Object.entries(fields) as [string, Required<unknown> | Optional<unknown>][])
    .map(([name, entry]) => ({ name, ...entry }))
    .sort((a, b) => a.key - b.key);
  return {
    pack(value) {
      const out = new Map<number, unknown>();
      for (const { name, key, codec } of known) {
        const member = (value as Record<string, unknown>)[name];
        if (member !== undefined) out.set(key, codec.pack(member));
      }
      return out;
    },
    unpack(wire) {
      if (!(wire instanceof Map)) throw new Malformed('must be a record');
      const out: Record<string, unknown> = {};
      for (const { name, key, codec, optional } of known) {
        const member: unknown = wire.get(key);
        if (member !== undefined) out[name] = unpackField(name, codec, member);
        else if (!optional) throw new Malformed('is missing', { code: 'MISSING_FIELD' }).under(name);
      }
      return out as T;
    },
  };
}

function unpackField<T>(name: string, codec: Pick<Codec<T>, 'unpack'>, wire: unknown): T {
  try {
    return codec.unpack(wire);
  } catch (error) {
    throw under(error, name);
  }
}

/** `pack` only ever gets the shape that `nameOf` chose. */
interface Shape<T> {
  pack(value: never): unknown;
  unpack(wire: unknown): T;
}

/** One of several shapes, as a pair of the shape's name and its record. An unknown name is a feature we do not have. */
export function choice<T extends object>(
  nameOf: (value: T) => string,
  shapes: Readonly<Record<string, Shape<T>>>,
): Codec<T> {
  const byName = new Map(Object.entries(shapes));
  return {
    pack(value) {
      const name = nameOf(value);
      return [name, byName.get(name)?.pack(value as never)];
    },
    unpack(wire) {
      if (!Array.isArray(wire) || wire.length !== 2 || typeof wire[0] !== 'string')
        throw new Malformed('must be a choice');
      const shape = byName.get(wire[0]);
      if (!shape) throw new Malformed(`is of an unknown kind: ${wire[0].slice(0, 40)}`, { code: 'NOT_SUPPORTED' });
      return unpackField(wire[0], shape, wire[1]);
    },
  };
}
