import {
  isMap,
  LOCAL_CLUSTER_NAME,
  LOCAL_CLUSTER_SERVER,
  parseApplication,
  parseCluster,
  projectAllows,
  resolveDestination,
  type Application,
  type Cluster,
  type KubeObject,
  type Problem,
  type Project,
} from '@wheelhouse/core-domain';
import { badInput } from './bad-input.ts';

/** What the files say of the world; undefined where they say nothing, and then nothing is judged by it. */
export interface Known {
  readonly clusters: readonly Cluster[] | undefined;
  readonly projects: readonly Project[] | undefined;
}

/**
 * Destination and project, where they are known: like the hub, an Application that fails is left out. A registered cluster with
 * the local URL stands for the implicit one, whatever its name.
 */
export function verdict(application: Application, { clusters, projects }: Known): Problem[] {
  const local =
    clusters?.find(({ spec }) => spec.server === LOCAL_CLUSTER_SERVER) ??
    clusters?.find(({ metadata }) => metadata.name === LOCAL_CLUSTER_NAME) ??
    LOCAL;
  const localCluster = local.metadata.name;
  const destination =
    clusters && resolveDestination(application.spec.destination, [...new Set([...clusters, local])], localCluster);
  const problems: Problem[] = destination && !destination.ok ? [...destination.error] : [];
  if (projects) {
    const project = projects.find(({ metadata }) => metadata.name === application.spec.project);
    if (!project)
      problems.push({
        code: 'UNKNOWN_PROJECT',
        message: `there is no project ${application.spec.project}`,
        where: 'spec.project',
        hint: 'give it with -f too',
      });
    else if (destination?.ok)
      problems.push(...projectAllows(project, application, destination.value, { localCluster }));
  }
  return problems;
}

/** The Application as far as projects and destinations go: what cannot be rendered yet does not matter there. */
export function onlyPlaces(object: KubeObject): Application | undefined {
  const spec = isMap(object['spec']) ? object['spec'] : {};
  const { source, sources } = spec;
  const all = (Array.isArray(sources) ? (sources as unknown[]) : [source]).map((one) =>
    isMap(one) ? { repoURL: one['repoURL'], path: '.' } : one,
  );
  const { project, destination } = spec;
  const parsed = parseApplication({ ...object, spec: { project, destination, sources: all } });
  return parsed.ok ? parsed.value.value : undefined;
}

const LOCAL: Cluster = (() => {
  const parsed = parseCluster({
    apiVersion: 'wheelhouse.dev/v1alpha1',
    kind: 'Cluster',
    metadata: { name: LOCAL_CLUSTER_NAME },
    spec: { server: LOCAL_CLUSTER_SERVER },
  });
  if (!parsed.ok) throw badInput(parsed.error);
  return parsed.value.value;
})();
