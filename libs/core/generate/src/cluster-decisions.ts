import {
  err,
  isMap,
  LOCAL_CLUSTER_NAME,
  LOCAL_CLUSTER_SERVER,
  ok,
  selectorMatches,
  type ClusterDecisionGenerator,
  type KubeObject,
  type Problem,
  type Result,
} from '@wheelhouse/core-domain';
import { localIsRegistered } from './clusters.ts';
import { decisionsKey, type Decisions, type DecisionsRequest, type Facts } from './facts.ts';
import { asText } from './flatten.ts';
import { generatorProblem, type Environment, type GeneratorKind, type ParamSet } from './generator.ts';
import { withRendered } from './values.ts';

/**
 * `clusterDecisionResource`: the registered clusters that the status of a resource names, with all that it says about each.
 * Values are taken as they are. Clusters that are not registered are left out; without any resource it is an error.
 */
export const clusterDecisionResource: GeneratorKind<ClusterDecisionGenerator> = {
  needs: ({ configMapRef, name, labelSelector }) => ({
    clusters: true,
    decisions: [{ configMapRef, name, ...(labelSelector && { labelSelector }) }],
  }),
  generate: (spec, environment) => {
    const found = environment.facts.decisions?.get(decisionsKey(spec));
    if (!found) return err([generatorProblem(environment, `the resources of ${spec.configMapRef} are not known`)]);
    const decisions = decisionsOf(found, spec, environment);
    if (!decisions.ok) return decisions;
    const { list, matchKey } = decisions.value;
    const servers = serversOf(environment.facts);
    const values = renderedValues(spec, environment);
    if (!values.ok) return values;
    const sets: ParamSet[] = [];
    for (const decision of list) {
      const name = decision[matchKey];
      const server = typeof name === 'string' && name !== '' ? servers.get(name) : undefined;
      if (server === undefined) continue;
      const said = Object.entries(decision).map(([key, value]) => [key, asText(value)]);
      const params = { name, server, ...(Object.fromEntries(said) as Record<string, string>) };
      sets.push(withRendered({ params, typed: {} }, values.value, environment));
    }
    return ok(sets);
  },
};

/** Only what is around a matrix's child is rendered into its values. */
function renderedValues(
  { values }: ClusterDecisionGenerator,
  environment: Environment,
): Result<[string, string][], Problem[]> {
  const { renderer, outer } = environment;
  const rendered: [string, string][] = [];
  for (const [key, value] of Object.entries(values)) {
    const text = renderer.renderText(value, outer.params, outer.typed);
    if (!text.ok) return err([generatorProblem(environment, `the template of values.${key} fails at ${text.error}`)]);
    rendered.push([key, text.value]);
  }
  return ok(rendered);
}

const serversOf = (facts: Facts): Map<string, string> =>
  new Map([
    ...(localIsRegistered(facts) ? [] : [[LOCAL_CLUSTER_NAME, LOCAL_CLUSTER_SERVER] as const]),
    ...facts.clusters.map(({ metadata, spec }) => [metadata.name, spec.server] as const),
  ]);

type Decision = Readonly<Record<string, unknown>>;

function decisionsOf(
  { configMap, resources }: Decisions,
  spec: ClusterDecisionGenerator,
  environment: Environment,
): Result<{ readonly list: readonly Decision[]; readonly matchKey: string }, Problem[]> {
  const refuse = (message: string, hint?: string): Result<never, Problem[]> =>
    err([generatorProblem(environment, message, hint)]);
  if (!configMap) return refuse(`there is no ConfigMap ${spec.configMapRef}`);
  const { kind, matchKey, statusListKey = '' } = configMap;
  const [group = '', version] = (configMap['apiVersion'] ?? '').split('/');
  if (!kind || !group || !version)
    return refuse(`the ConfigMap ${spec.configMapRef} needs kind and an apiVersion with its group`);
  if (!matchKey) return refuse(`the ConfigMap ${spec.configMapRef} has no matchKey`, 'for example clusterName');
  const chosen = spec.name ? spec.name : 'its labels';
  if (resources.length === 0) return refuse(`there is no ${kind} that ${chosen} chooses`);
  const list: Decision[] = [];
  for (const resource of resources.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    const { status } = resource as { readonly status?: unknown };
    if (!isMap(status) || Object.keys(status).length === 0) continue;
    const named = status[statusListKey || 'clusters'];
    if (!Array.isArray(named) || !named.every(isMap))
      return refuse(`status.${statusListKey || 'clusters'} of ${kind} ${resource.metadata.name} is no list of maps`);
    list.push(...named);
  }
  return ok({ list, matchKey });
}

/** What an API server would give for a request, of the objects that are at hand. Kinds may be written in their plural. */
export function decisionsAmong(objects: readonly KubeObject[], request: DecisionsRequest): Decisions {
  const configMap = objects.find((one) => one.kind === 'ConfigMap' && one.metadata.name === request.configMapRef);
  const { data } = (configMap ?? {}) as { readonly data?: unknown };
  if (!isMap(data)) return { configMap: configMap && {}, resources: [] };
  const texts = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, asText(value)]));
  const resources = objects.filter(
    (one) =>
      one.apiVersion === texts['apiVersion'] &&
      namesKind(texts['kind'] ?? '', one.kind) &&
      (request.name ? one.metadata.name === request.name : isLabelled(one, request)),
  );
  return { configMap: texts, resources };
}

const isLabelled = ({ metadata }: KubeObject, { labelSelector }: DecisionsRequest): boolean =>
  labelSelector !== undefined && selectorMatches(labelSelector, metadata.labels ?? {});

function namesKind(written: string, kind: string): boolean {
  const [name, one] = [written.toLowerCase(), kind.toLowerCase()];
  return [one, `${one}s`, `${one}es`, one.replace(/y$/, 'ies')].includes(name);
}
