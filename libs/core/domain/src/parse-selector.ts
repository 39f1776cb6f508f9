import type { LabelSelector, SelectorRequirement } from './application-set.ts';
import type { Fields } from './fields.ts';
import { labelValueProblem, qualifiedNameProblem } from './names.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/**
 * What a selector looks at: labels, whose values are bounded; a generator's parameters, whose values may be URLs; or labels that
 * are still templates.
 */
export type SelectorSubject = 'labels' | 'parameters' | 'templates';

export function readSelector(fields: Fields | undefined, subject: SelectorSubject): LabelSelector | undefined {
  if (!fields) return undefined;
  const matchLabels = fields.stringMap('matchLabels');
  for (const [key, value] of Object.entries(matchLabels)) {
    checkKey(fields, 'matchLabels', key, subject);
    checkValue(fields, 'matchLabels', value, subject);
  }
  const matchExpressions = fields.each('matchExpressions', (item) => readRequirement(item, subject));
  fields.done();
  return { matchLabels, matchExpressions };
}

function readRequirement(fields: Fields, subject: SelectorSubject): SelectorRequirement {
  const key = fields.requiredString('key');
  const operator = fields.oneOf('operator', OPERATORS) ?? 'In';
  if (!fields.has('operator'))
    fields.issues.error('MISSING_FIELD', fields.at('operator'), 'is missing', OPERATORS.join(', '));
  const values = fields.strings('values');
  fields.done();
  if (key) checkKey(fields, 'key', key, subject);
  for (const value of values) checkValue(fields, 'values', value, subject);
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues && values.length === 0) fields.invalid('values', `must not be empty for ${operator}`);
  if (!takesValues && values.length > 0) fields.invalid('values', `must be empty for ${operator}`);
  return { key, operator, values };
}

function checkKey(fields: Fields, name: string, key: string, subject: SelectorSubject): void {
  if (subject === 'templates' && key.includes('{{')) return;
  const problem = qualifiedNameProblem(key);
  if (problem) fields.invalid(name, `has the key ${JSON.stringify(key.slice(0, 80))}, which ${problem}`);
}

function checkValue(fields: Fields, name: string, value: string, subject: SelectorSubject): void {
  const problem = subject === 'labels' ? labelValueProblem(value) : undefined;
  if (problem) fields.invalid(name, `has the value ${JSON.stringify(value.slice(0, 80))}, which ${problem}`);
}
