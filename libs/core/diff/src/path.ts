import type { Json } from '@wheelhouse/core-domain';
import type { ListKeys } from './fields-v1.ts';

/** One step into an object: a field, the list item with these keys, an index, or a value of a set. */
export type Step = string | number | { readonly keys: ListKeys } | { readonly value: Json };

/** A place on the way down; its path is made only where somebody asks for it. */
export interface Trail {
  readonly step: Step;
  /** Absent: the step leads from the root. */
  readonly before: Trail | undefined;
}

export function stepsOf(trail: Trail | undefined): Step[] {
  const steps: Step[] = [];
  for (let at = trail; at; at = at.before) steps.push(at.step);
  return steps.reverse();
}

const PLAIN = /^[A-Za-z_$][\w$-]*$/;

/** `spec.template.spec.containers[name=app].image`, `metadata.labels["a.b/c"]`, `args[0]`. */
export function pathText(steps: readonly Step[]): string {
  return steps.map(stepText).join('').replace(/^\./, '');
}

function stepText(step: Step): string {
  if (typeof step === 'number') return `[${step}]`;
  if (typeof step === 'string') return PLAIN.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  if ('value' in step) return `[=${JSON.stringify(step.value)}]`;
  return `[${Object.entries(step.keys)
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(',')}]`;
}
