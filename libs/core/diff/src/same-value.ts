import type { Json } from '@wheelhouse/core-domain';

export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null, `{}` and `[]` say as little as absence. */
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
  'targetAverageValue',
]);

export const holdsQuantities = (field: unknown): boolean => typeof field === 'string' && QUANTITY_FIELDS.has(field);

/**
 * Live has all that desired sets: fields that are only in live are defaults, or somebody else's; lists count as a whole.
 * Quantities are equal as Kubernetes reads them (`1000m` is `1`, `0.5Gi` is `512Mi`), and nothing is nothing: null, `{}`, `[]`.
 */
export function within(desired: Json | undefined, live: Json | undefined, quantities: boolean): boolean {
  if (isEmpty(desired) && isEmpty(live)) return true;
  if (isObject(desired) && isObject(live)) {
    return Object.entries(desired).every(([field, value]) =>
      within(value, live[field], quantities || holdsQuantities(field)),
    );
  }
  if (Array.isArray(desired) && Array.isArray(live)) {
    return desired.length === live.length && desired.every((item, index) => within(item, live[index], quantities));
  }
  return desired === live || (quantities && sameQuantity(desired, live));
}

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
