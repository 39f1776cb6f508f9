import type { Json } from '@wheelhouse/core-domain';

export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null, `{}` and `[]` say as little as absence, in live at least. */
export const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** Fields whose values (or whose entries' values) are quantities; elsewhere `1.0` and `1` are two texts. */
const QUANTITY_FIELDS: ReadonlySet<string> = new Set([
  'averageValue',
  'capacity',
  'default',
  'defaultRequest',
  'divisor',
  'hard',
  'limits',
  'max',
  'maxLimitRequestRatio',
  'min',
  'overhead',
  'podFixed',
  'requests',
  'sizeLimit',
  'target',
  'targetAverageValue',
]);

export const holdsQuantities = (field: unknown): boolean => typeof field === 'string' && QUANTITY_FIELDS.has(field);

/** How values of a place are read. */
export interface Reading {
  /** As quantities: `1000m` is `1`, `0.5Gi` is `512Mi`. */
  readonly quantities: boolean;
  /** By the types of Kubernetes: false, 0, "" and `{}` say as little as absence. In custom resources they are values. */
  readonly native: boolean;
}

/**
 * Live has all that desired sets: fields that are only in live are defaults, or somebody else's; lists count as a whole. Null is
 * nothing. `field`: what the value is of.
 */
export function within(desired: Json | undefined, live: Json | undefined, reading: Reading, field?: unknown): boolean {
  if (isNothing(desired, reading, field) && isEmpty(live)) return true;
  if (isObject(desired) && isObject(live)) {
    return Object.entries(desired).every(([name, value]) =>
      within(value, live[name], inside(reading, name), isMapOfTexts(field) ? IN_MAP : name),
    );
  }
  if (Array.isArray(desired) && Array.isArray(live)) {
    return desired.length === live.length && desired.every((item, index) => within(item, live[index], reading));
  }
  if (desired === live) return true;
  if (reading.native && desired === '' && SERVER_FILLED.has(String(field))) return true;
  return reading.quantities && sameQuantity(desired, live);
}

const inside = (reading: Reading, field: string): Reading =>
  reading.native && !reading.quantities && holdsQuantities(field) ? { ...reading, quantities: true } : reading;

/** Empty in a manifest, and filled by the server. */
const SERVER_FILLED: ReadonlySet<string> = new Set(['clusterIP', 'nodeName', 'volumeName']);

function isNothing(value: Json | undefined, { native }: Reading, field: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (!native) return false;
  return isEmpty(value) || value === false || value === 0 || (value === '' && field !== IN_MAP);
}

/** Stands for the name of a member of a map of texts, where "" is a value and no absence. */
export const IN_MAP = Symbol('in a map');
const MAPS: ReadonlySet<string> = new Set([
  'annotations',
  'binaryData',
  'data',
  'labels',
  'matchLabels',
  'nodeSelector',
  'parameters',
  'selector',
]);
export const isMapOfTexts = (field: unknown): boolean => typeof field === 'string' && MAPS.has(field);

function sameQuantity(a: Json | undefined, b: Json | undefined): boolean {
  const [left, right] = [quantity(a), quantity(b)];
  return left !== undefined && right !== undefined && left.n * right.d === right.n * left.d;
}

const POWERS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 10n ** 9n],
  u: [1n, 10n ** 6n],
  m: [1n, 1000n],
  '': [1n, 1n],
  k: [1000n, 1n],
  M: [10n ** 6n, 1n],
  G: [10n ** 9n, 1n],
  T: [10n ** 12n, 1n],
  P: [10n ** 15n, 1n],
  E: [10n ** 18n, 1n],
  Ki: [2n ** 10n, 1n],
  Mi: [2n ** 20n, 1n],
  Gi: [2n ** 30n, 1n],
  Ti: [2n ** 40n, 1n],
  Pi: [2n ** 50n, 1n],
  Ei: [2n ** 60n, 1n],
};
const QUANTITY = /^([+-]?)(\d{1,20})(?:\.(\d{0,20}))?(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)$/;

/** A quantity as an exact fraction (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/). */
function quantity(value: Json | undefined): { readonly n: bigint; readonly d: bigint } | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const match = QUANTITY.exec(String(value));
  if (!match) return undefined;
  const [, sign, whole, fraction = '', exponent, suffix = ''] = match;
  const [times, over] = POWERS[suffix]!;
  const ten = 10n ** BigInt(Math.abs(Number(exponent ?? 0)));
  const [up, down] = Number(exponent ?? 0) < 0 ? [1n, ten] : [ten, 1n];
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  return { n: digits * times * up, d: 10n ** BigInt(fraction.length) * over * down };
}
