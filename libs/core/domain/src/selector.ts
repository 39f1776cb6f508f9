import type { LabelSelector, SelectorRequirement } from './application-set.ts';

/**
 * Kubernetes' label selector: every label and every expression must hold. A missing key makes `In` false and `NotIn`
 * true. An empty selector matches everything. Also used on flattened parameters (a generator's own `selector`), where
 * values need not be label values.
 */
export function selectorMatches(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(selector.matchLabels).every(([key, value]) => own(labels, key) === value) &&
    selector.matchExpressions.every((requirement) => requirementHolds(requirement, own(labels, requirement.key)))
  );
}

export const isEmptySelector = (selector: LabelSelector | undefined): boolean =>
  !selector || (Object.keys(selector.matchLabels).length === 0 && selector.matchExpressions.length === 0);

function requirementHolds(requirement: SelectorRequirement, value: string | undefined): boolean {
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && requirement.values.includes(value);
    case 'NotIn':
      return value === undefined || !requirement.values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

const own = (labels: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;
