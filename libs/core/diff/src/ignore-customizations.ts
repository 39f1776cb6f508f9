import { err, isMap, ok, parseYaml } from '@wheelhouse/core-domain';
import type { IgnoreDifference, Problem, Result } from '@wheelhouse/core-domain';
import { checkIgnoreDifferences } from './ignore.ts';

const NEW_FORM = /^resource\.customizations\.ignoreDifferences\.(.+)$/;
const OLD_FORM = 'resource.customizations';

/**
 * Reads what the ConfigMap `argocd-cm` wants ignored of every Application
 * (https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/#system-level-configuration):
 * `resource.customizations.ignoreDifferences.<group>_<Kind>`, `….all`, and the older `resource.customizations`, a YAML map by
 * `group/Kind`. Each holds `jsonPointers`, `jqPathExpressions` and `managedFieldsManagers`. Other keys are not looked at.
 */
export function readIgnoreCustomizations(data: unknown): Result<IgnoreDifference[]> {
  const found: IgnoreDifference[] = [];
  const problems: Problem[] = [];
  for (const [key, text] of Object.entries(isMap(data) ? data : {})) {
    if (typeof text !== 'string') continue;
    const read = key === OLD_FORM ? readOldForm(text) : readNewForm(key, text);
    if (read.ok) found.push(...read.value);
    else problems.push(...read.error);
  }
  return problems.length > 0 ? err(problems) : ok(found);
}

function readNewForm(key: string, text: string): Result<IgnoreDifference[]> {
  const name = NEW_FORM.exec(key)?.[1];
  if (name === undefined) return ok([]);
  const where = `data["${key}"]`;
  const parts = name.split('_');
  if (parts.length > 2 || parts.includes('')) {
    return refuse(where, `${name} is no kind: write <group>_<Kind>, <Kind> in the core group, or all`);
  }
  return readRule(name === 'all' ? { group: '*', kind: '*' } : kindOf(parts), text, where);
}

/** Undefined values of the map are customizations of something else. */
function readOldForm(text: string): Result<IgnoreDifference[]> {
  const where = `data["${OLD_FORM}"]`;
  const parsed = parseYaml(text, where);
  if (!parsed.ok) return parsed;
  const value = parsed.value[0]?.value;
  if (value !== undefined && !isMap(value)) return refuse(where, 'is no map of group/Kind');
  const rules: IgnoreDifference[] = [];
  for (const [name, customization] of Object.entries(value ?? {})) {
    const own = isMap(customization) ? customization['ignoreDifferences'] : undefined;
    if (typeof own !== 'string' || own === '') continue;
    const rule = readRule(kindOf(name.split('/')), own, `${where}: ${name}`);
    if (!rule.ok) return rule;
    rules.push(...rule.value);
  }
  return ok(rules);
}

type Kind = Pick<IgnoreDifference, 'group' | 'kind'>;

const kindOf = (parts: readonly string[]): Kind => ({
  group: parts.slice(0, -1).join('/'),
  kind: parts.at(-1) ?? '',
});

function readRule(of: Kind, text: string, where: string): Result<IgnoreDifference[]> {
  const parsed = parseYaml(text, where);
  if (!parsed.ok) return parsed;
  const value = parsed.value[0]?.value ?? {};
  if (!isMap(value)) return refuse(where, 'is no map of jsonPointers, jqPathExpressions and managedFieldsManagers');
  const broken = ['jsonPointers', 'jqPathExpressions', 'managedFieldsManagers'].find((name) => !isTexts(value[name]));
  if (broken) return refuse(where, `${broken} is no list of texts`);
  const rule = {
    ...of,
    jsonPointers: textsOf(value['jsonPointers']),
    jqPathExpressions: textsOf(value['jqPathExpressions']),
    managedFieldsManagers: textsOf(value['managedFieldsManagers']),
  };
  const problems = checkIgnoreDifferences([rule]);
  return problems.length > 0 ? err(problems.map((one) => ({ ...one, where }))) : ok([rule]);
}

const isTexts = (value: unknown): boolean =>
  value == null || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

const refuse = (where: string, message: string): Result<never> => err([{ code: 'INVALID_FIELD', where, message }]);
