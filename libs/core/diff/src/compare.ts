import { canonicalJson } from '@wheelhouse/core-domain';
import type { IgnoreDifference, Json, KubeObject } from '@wheelhouse/core-domain';
import { changeAt, differences, lostFields } from './drift.ts';
import type { Change, Difference } from './drift.ts';
import { ignoredFor } from './ignore.ts';
import { normalised } from './normalise.ts';
import { pathText } from './path.ts';
import type { Step } from './path.ts';
import { isObject } from './same-value.ts';

export interface CompareOptions {
  readonly ignore?: readonly IgnoreDifference[];
  /** What was applied last: where live differs from it although nobody took the field, the API server made it so, and would again. */
  readonly applied?: KubeObject;
}

export interface Comparison {
  readonly changes: readonly Change[];
  /** Live with the changes made: beside live it shows them and nothing else. Values of Secrets are not masked. */
  readonly predicted: KubeObject;
}

/** What applying `desired` would change of `live`, and what live would be then. */
export function compare(
  desired: KubeObject,
  live: KubeObject,
  { ignore = [], applied }: CompareOptions = {},
): Comparison {
  const ignored = ignoredFor(desired, ignore);
  const lost = applied ? lostFields(applied, live, { ignored }) : [];
  const found = isSame(applied, desired) ? lost : withoutBenign(differences(desired, live, ignored));
  return {
    changes: found.map((one) => changeAt(one, desired)),
    predicted: found.reduce((object, one) => withValue(object, one), normalised(live)),
  };

  function withoutBenign(all: readonly Difference[]): readonly Difference[] {
    if (!applied) return all;
    const takenBy = new Map(lost.map((one) => [pathText(one.steps), one.takenBy]));
    const benign = new Set(
      differences(applied, live, ignored)
        .filter(({ steps }) => !takenBy.has(pathText(steps)))
        .map(identityOf),
    );
    return all
      .filter((one) => !benign.has(identityOf(one)))
      .map((one) => ({ ...one, takenBy: takenBy.get(pathText(one.steps)) }));
  }
}

const isSame = (applied: KubeObject | undefined, desired: KubeObject): boolean =>
  applied !== undefined && (applied === desired || canonicalJson(applied) === canonicalJson(desired));

const identityOf = ({ steps, desired }: Difference): string => canonicalJson([pathText(steps), desired ?? null]);

const withValue = (object: KubeObject, { steps, desired }: Difference): KubeObject =>
  valueWith(object as unknown as Json, steps, desired) as unknown as KubeObject;

/** A copy in which `value` stands at the place, with whatever must be there for it; undefined takes away what stands there. */
function valueWith(
  node: Json | undefined,
  [step, ...rest]: readonly Step[],
  value: Json | undefined,
): Json | undefined {
  if (step === undefined) return value;
  if (typeof step === 'string')
    return fieldWith(isObject(node) ? node : {}, step, valueWith(child(node, step), rest, value));
  const items = Array.isArray(node) ? node : [];
  const at = typeof step === 'number' ? step : items.findIndex((item) => isAt(item, step));
  const next = valueWith(items[at], rest, value);
  if (next === undefined) return items.filter((_, index) => index !== at);
  return at < 0 || at >= items.length ? [...items, next] : items.with(at, next);
}

const child = (node: Json | undefined, field: string): Json | undefined =>
  isObject(node) && Object.hasOwn(node, field) ? node[field] : undefined;

function fieldWith(node: Readonly<Record<string, Json>>, field: string, value: Json | undefined): Json {
  if (value !== undefined) return { ...node, [field]: value };
  const { [field]: _, ...others } = node;
  return others;
}

const isAt = (item: Json, step: Exclude<Step, string | number>): boolean =>
  'value' in step
    ? item === step.value
    : isObject(item) &&
      Object.entries(step.keys).every(
        ([key, value]) => item[key] === value || (item[key] === undefined && key === 'protocol'),
      );
