import { canonicalJson } from '@wheelhouse/core-domain';
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

/** Equal, or equal as Kubernetes reads them: `1000m` is `1`, `0.5Gi` is `512Mi`, and nothing is nothing. */
export const sameValue = (a: Json | undefined, b: Json | undefined): boolean =>
  (isEmpty(a) && isEmpty(b)) || (isScalar(a) && isScalar(b) ? sameScalar(a, b) : sameJson(a, b));

/** Live has all that desired sets: fields that are only in live are defaults, or somebody else's. Lists count as a whole. */
export function within(desired: Json | undefined, live: Json | undefined): boolean {
  if (isObject(desired) && isObject(live)) {
    return Object.entries(desired).every(([field, value]) => within(value, live[field]));
  }
  if (Array.isArray(desired) && Array.isArray(live)) {
    return desired.length === live.length && desired.every((item, index) => within(item, live[index]));
  }
  return sameValue(desired, live);
}

type Scalar = string | number | boolean;
const isScalar = (value: Json | undefined): value is Scalar =>
  value !== null && value !== undefined && typeof value !== 'object';
const sameJson = (a: Json | undefined, b: Json | undefined): boolean =>
  a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b);

function sameScalar(a: Scalar, b: Scalar): boolean {
  if (a === b) return true;
  if (typeof a === 'boolean' || typeof b === 'boolean') return false;
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
function quantity(value: string | number): { readonly n: bigint; readonly d: bigint } | undefined {
  const match = QUANTITY.exec(String(value));
  if (!match) return undefined;
  const [, sign, whole, fraction = '', exponent, suffix = ''] = match;
  const [times, over] = POWERS[suffix]!;
  const ten = 10n ** BigInt(Math.abs(Number(exponent ?? 0)));
  const [up, down] = Number(exponent ?? 0) < 0 ? [1n, ten] : [ten, 1n];
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  return { n: digits * times * up, d: 10n ** BigInt(fraction.length) * over * down };
}
