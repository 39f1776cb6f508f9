import type { IgnoreDifference, KubeObject, Problem } from '@wheelhouse/core-domain';
import { globMatches, groupOf } from '@wheelhouse/core-domain';
import type { Step } from './path.ts';
import { isObject } from './same-value.ts';

/** Refuses by name what is not there yet, so that nobody takes it for heard. */
export const checkIgnoreDifferences = (ignore: readonly IgnoreDifference[]): Problem[] =>
  ignore.flatMap(({ jqPathExpressions }, index) =>
    jqPathExpressions.length === 0
      ? []
      : [
          {
            code: 'NOT_SUPPORTED' as const,
            message: `jqPathExpressions are not supported yet: ${jqPathExpressions.join(', ')}`,
            where: `spec.ignoreDifferences[${index}].jqPathExpressions`,
            hint: 'use jsonPointers or managedFieldsManagers',
          },
        ],
  );

/** What of one object is not compared. */
export interface Ignored {
  /** Parsed JSON pointers (RFC 6901). */
  readonly pointers: readonly (readonly string[])[];
  readonly managers: ReadonlySet<string>;
}

/** `group` and `kind` are globs, `name` and `namespace` are not; a broken pointer ignores nothing: Argo CD's rules. */
export function ignoredFor(object: KubeObject, ignore: readonly IgnoreDifference[]): Ignored {
  const group = groupOf(object.apiVersion);
  const rules = ignore.filter(
    (rule) =>
      globMatches(rule.group, group) &&
      globMatches(rule.kind, object.kind) &&
      (!rule.name || rule.name === object.metadata.name) &&
      (!rule.namespace || rule.namespace === (object.metadata.namespace ?? '')),
  );
  return {
    pointers: rules.flatMap(({ jsonPointers }) => jsonPointers.flatMap(parsePointer)),
    managers: new Set(rules.flatMap(({ managedFieldsManagers }) => managedFieldsManagers)),
  };
}

const parsePointer = (pointer: string): (readonly string[])[] =>
  pointer.startsWith('/')
    ? [
        pointer
          .slice(1)
          .split('/')
          .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')),
      ]
    : [];

/**
 * Whether a pointer covers a place. `index` tells at which index of the desired list an item with keys stands, since pointers
 * know no keys.
 */
export const isIgnored = ({ pointers }: Ignored, steps: readonly Step[], desired: KubeObject): boolean =>
  pointers.some((pointer) => covers(pointer, steps, desired));

function covers(pointer: readonly string[], steps: readonly Step[], desired: unknown): boolean {
  if (pointer.length > steps.length) return false;
  let at = desired;
  return pointer.every((part, depth) => {
    const step = steps[depth]!;
    const index = indexOf(step, at);
    at = isObject(at) || Array.isArray(at) ? (at as Record<string, unknown>)[String(index)] : undefined;
    return part === String(index);
  });
}

function indexOf(step: Step, list: unknown): string | number {
  if (typeof step === 'string' || typeof step === 'number') return step;
  if (!Array.isArray(list)) return -1;
  if ('value' in step) return list.indexOf(step.value);
  return list.findIndex(
    (item: unknown) =>
      isObject(item) &&
      Object.entries(step.keys).every(([key, value]) => item[key] === value || item[key] === undefined),
  );
}
