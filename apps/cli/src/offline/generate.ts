import {
  LOCAL_CLUSTER_NAME,
  LOCAL_CLUSTER_SERVER,
  parseCluster,
  projectAllows,
  resolveDestination,
  type Application,
  type ApplicationSet,
  type Cluster,
  type KubeObject,
  type ParsedResource,
  type Problem,
  type Project,
} from '@wheelhouse/core-domain';
import {
  decisionsAmong,
  decisionsKey,
  directoriesKey,
  expand,
  factsNeeded,
  filesKey,
  isGathered,
  notGathered,
  withFacts,
  type Facts,
  type GenerateSettings,
} from '@wheelhouse/core-generate';
import { systemClock, TEMPLATE_CAPABILITIES, templateCapabilities, type TemplateCapability } from '@wheelhouse/runtime';
import { CliError } from '../exit.ts';
import { badInput } from './bad-input.ts';
import type { RemoteSources } from './remote-sources.ts';
import type { LocalRepositories } from './local-repositories.ts';

export interface Generated {
  /** Sorted by name. */
  readonly objects: readonly KubeObject[];
  /** Of Applications that are left out. */
  readonly problems: readonly Problem[];
}

const isCapability = (one: string): one is TemplateCapability =>
  (TEMPLATE_CAPABILITIES as readonly string[]).includes(one);

/** `KEY=VALUE` pairs as settings; a wrong one ends the command. */
export async function parseSettings(pairs: readonly string[]): Promise<GenerateSettings> {
  const settings: Record<string, unknown> = {};
  for (const pair of pairs) {
    const [key = '', value = ''] = pair.split('=', 2);
    if (key === 'numberFormat' && (value === 'go' || value === 'plain')) settings['numberFormat'] = value;
    else if (key === 'templateCapabilities' && value.split(',').every(isCapability))
      settings['capabilities'] = await templateCapabilities(value.split(',').filter(isCapability), systemClock);
    else if (key === 'includeHiddenDirectories' && /^(true|false)$/.test(value))
      settings['includeHiddenDirectories'] = value === 'true';
    else if ((key === 'newGitFileGlobbing' || key === 'progressiveSyncs') && /^(true|false)$/.test(value))
      settings[key] = value === 'true';
    else
      throw new CliError(
        2,
        `--setting ${pair}: known are newGitFileGlobbing, includeHiddenDirectories, progressiveSyncs (true or false), numberFormat (plain or go) and templateCapabilities (clock,chance,keys)`,
      );
  }
  return settings;
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

/** In rounds: children of a matrix may ask for more once those before them have run. */
async function gather(set: ApplicationSet, known: Facts, sources: Sources): Promise<Facts> {
  const { repositories, settings, objects } = sources;
  const request = factsNeeded(set, known, settings);
  if (isGathered(request)) return known;
  const refused = sources.remote ? [] : notGathered(request, NOT_OFFLINE);
  if (refused.length > 0) throw badInput(refused);
  const remote = (await sources.remote?.gather(request)) ?? {};
  const directories = new Map<string, readonly string[]>();
  for (const one of request.directories)
    directories.set(directoriesKey(one), await (await repositories()).directories(one, settings));
  const files = new Map<string, ReadonlyMap<string, string>>();
  for (const one of request.files) files.set(filesKey(one), await (await repositories()).files(one, settings));
  const decisions = new Map(request.decisions.map((one) => [decisionsKey(one), decisionsAmong(objects, one)]));
  return gather(set, withFacts(withFacts(known, { directories, files, decisions }), remote), sources);
}

/** Where facts come from. */
interface Sources {
  /** Opened when a set first asks. */
  readonly repositories: () => Promise<LocalRepositories>;
  readonly settings: GenerateSettings;
  /** ConfigMaps and the resources that they speak of. */
  readonly objects: readonly KubeObject[];
  /** Providers and plugins; absent where nobody may be asked. */
  readonly remote?: RemoteSources | undefined;
}

const NOT_OFFLINE = {
  plugins: 'it has to ask a service; give --online',
  repositories: 'it has to ask a provider for its repositories; give --online',
  pullRequests: 'it has to ask a provider for its pull requests; give --online',
};

/**
 * Destination and project, where they are known: like the hub, an Application that fails is left out. A registered cluster with
 * the local URL stands for the implicit one, whatever its name.
 */
function verdict(
  application: Application,
  known: { clusters: readonly Cluster[] | undefined; projects: readonly Project[] | undefined },
): Problem[] {
  const { clusters, projects } = known;
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

/** The Applications of all sets among the resources, by the hub's own code. A refused set ends the command. */
export async function generate(
  resources: readonly ParsedResource[],
  options: Sources & { readonly clusters: readonly Cluster[] | undefined },
): Promise<Generated> {
  const sets = resources.flatMap((resource) => (resource.kind === 'ApplicationSet' ? [resource.value] : []));
  if (sets.length === 0) throw new CliError(2, 'there is no ApplicationSet in the files given with -f');
  const projects = resources.flatMap((resource) => (resource.kind === 'Project' ? [resource.value] : []));
  const own = resources.flatMap((resource) => (resource.kind === 'Cluster' ? [resource.value] : []));
  const clusters = options.clusters || own.length > 0 ? [...(options.clusters ?? []), ...own] : undefined;
  const objects: KubeObject[] = [];
  const problems: Problem[] = [];
  for (const set of sets) {
    const facts = await gather(set, { clusters: clusters ?? [], directories: new Map() }, options);
    const expansion = expand(set, facts, options.settings);
    if (!expansion.ok)
      throw badInput(
        expansion.error.map((problem) => ({ ...problem, where: `${set.metadata.name}: ${problem.where ?? 'spec'}` })),
      );
    for (const { name, problems: found } of expansion.value.rejected)
      problems.push(
        ...found.map((problem) => ({ ...problem, where: [name, problem.where].filter(Boolean).join(': ') })),
      );
    for (const { application, object } of expansion.value.applications) {
      const found = verdict(application, { clusters, projects: projects.length > 0 ? projects : undefined });
      if (found.length === 0) objects.push(object);
      else
        problems.push(
          ...found.map((problem) => ({
            ...problem,
            where: `${application.metadata.name}: ${problem.where ?? 'spec'}`,
          })),
        );
    }
  }
  return { objects: objects.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)), problems };
}
