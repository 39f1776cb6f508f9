import type { LabelSelector, SelectorRequirement } from './application-set.ts';

/**
 * Kubernetes' label selector: every label and every expression must hold. A missing key makes `In` false and `NotIn`
 * true. An empty selector matches everything. Also used on flattened parameters (a generator's own `selector`), where
 * values need not be label values. `implied`: labels that count where `labels` do not have them.
 */
export function selectorMatches(selector: LabelSelector, labels: Labels, implied: Labels = NONE): boolean {
  const labelOf = (key: string): string | undefined => own(labels, key) ?? own(implied, key);
  for (const key in selector.matchLabels) if (labelOf(key) !== selector.matchLabels[key]) return false;
  return selector.matchExpressions.every((requirement) => requirementHolds(requirement, labelOf(requirement.key)));
}

type Labels = Readonly<Record<string, string>>;
const NONE: Labels = {};

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

const own = (labels: Labels, key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);
