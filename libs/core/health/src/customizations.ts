import { err, globMatches, isMap, ok, parseYaml } from '@wheelhouse/core-domain';
import type { Health, KubeObject, Problem, Result } from '@wheelhouse/core-domain';
import type { FindHealth } from './rules/find-rules.ts';
import { parseHealthRules } from './rules/health-rules.ts';
import type { AssessHealth } from './rules/health-rules.ts';

/** Runs one of Argo CD's health scripts; undefined where it returns nothing. */
export type RunScript = (script: string, object: KubeObject) => Health | undefined;

/** What people say of the health of kinds; `kind` is `group/Kind`, `Kind` in the core group, or a glob of such. */
export interface HealthCustomization {
  readonly kind: string;
  /** Lua, as Argo CD takes it. */
  readonly script?: string;
  /** Rules as text: `parseHealthRules`. */
  readonly rules?: AssessHealth;
}

const NEW_FORM = /^resource\.customizations\.(health|healthRules)\.(.+)$/;
const OLD_FORM = 'resource.customizations';

/** The ConfigMap that Argo CD takes its customizations from, and we too. */
export const isCustomizationConfigMap = ({ apiVersion, kind, metadata }: KubeObject): boolean =>
  apiVersion === 'v1' && kind === 'ConfigMap' && metadata.name === 'argocd-cm';

/**
 * Reads the health customizations of the ConfigMap `argocd-cm` (https://argo-cd.readthedocs.io/en/stable/operator-manual/health/):
 * `resource.customizations.health.<group>_<Kind>` holds a Lua script, the older `resource.customizations` a YAML map of them by
 * `group/Kind`. Ours beside them: `resource.customizations.healthRules.<group>_<Kind>` holds rules as `parseHealthRules` reads
 * them. Other keys are not looked at. Scripts are not compiled here.
 */
export function readHealthCustomizations(data: unknown): Result<HealthCustomization[]> {
  const found: HealthCustomization[] = [];
  const problems: Problem[] = [];
  for (const [key, text] of Object.entries(isMap(data) ? data : {})) {
    if (typeof text !== 'string') continue;
    const read = key === OLD_FORM ? readOldForm(text) : readNewForm(key, text);
    if (read.ok) found.push(...read.value);
    else problems.push(...read.error);
  }
  return problems.length > 0 ? err(problems) : ok(found);
}

function readNewForm(key: string, text: string): Result<HealthCustomization[]> {
  const [, type, name] = NEW_FORM.exec(key) ?? [];
  if (!type || !name) return ok([]);
  const parts = name.split('_');
  if (parts.length > 2 || parts.includes('')) {
    return refuse(`data["${key}"]`, `${name} is no kind: write <group>_<Kind>, or <Kind> in the core group`);
  }
  const kind = parts.join('/');
  if (type === 'health') return ok([{ kind, script: text }]);
  try {
    return ok([{ kind, rules: parseHealthRules(text) }]);
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(`data["${key}"]`, error.message);
    throw error;
  }
}

function readOldForm(text: string): Result<HealthCustomization[]> {
  const parsed = parseYaml(text, `data["${OLD_FORM}"]`);
  if (!parsed.ok) return parsed;
  const value = parsed.value[0]?.value;
  if (value !== undefined && !isMap(value)) return refuse(`data["${OLD_FORM}"]`, 'is no map of group/Kind');
  return ok(
    Object.entries(value ?? {}).flatMap(([kind, customization]) => {
      const script = isMap(customization) ? customization['health.lua'] : undefined;
      return typeof script === 'string' && script !== '' ? [{ kind, script }] : [];
    }),
  );
}

const refuse = (where: string, message: string): Result<never> => err([{ code: 'INVALID_FIELD', where, message }]);

/** Whether there is anything that needs the Lua engine. */
export const needsScripts = (customizations: readonly HealthCustomization[]): boolean =>
  customizations.some(({ script }) => script !== undefined);

/** For `assessHealth`: the kind itself before globs. `run` is asked for scripts only. */
export function customHealth(customizations: readonly HealthCustomization[], run: RunScript): FindHealth {
  const assessOf = ({ rules, script }: HealthCustomization): AssessHealth =>
    rules ?? ((object) => run(script ?? '', object));
  const exact = new Map(customizations.map((one) => [one.kind, assessOf(one)]));
  const globs = customizations
    .filter(({ kind }) => /[*?[{]/.test(kind))
    .map((one) => [one.kind, assessOf(one)] as const);
  return (group, kind) => {
    const key = group === '' ? kind : `${group}/${kind}`;
    return exact.get(key) ?? globs.find(([glob]) => globMatches(glob, key))?.[1];
  };
}
