import type {
  Application,
  ApplicationSet,
  Cluster,
  KubeObject,
  ParsedResource,
  Problem,
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
  type Expansion,
  type Facts,
  type GenerateSettings,
  type Rejected,
} from '@wheelhouse/core-generate';
import { systemClock, TEMPLATE_CAPABILITIES, templateCapabilities, type TemplateCapability } from '@wheelhouse/runtime';
import { CliError } from '../exit.ts';
import { badInput } from './bad-input.ts';
import type { RemoteSources } from './remote-sources.ts';
import type { LocalRepositories } from './local-repositories.ts';
import { onlyPlaces, verdict, type Known } from './verdict.ts';

export interface Generated {
  /** Sorted by name. */
  readonly objects: readonly KubeObject[];
  /** Of Applications that are left out. */
  readonly problems: readonly Problem[];
  /** Of those that only the hub leaves out, and of sets that make nothing. */
  readonly warnings: readonly Problem[];
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

const below = (name: string, problem: Problem): Problem => ({
  ...problem,
  where: [name, problem.where].filter(Boolean).join(': '),
});

const nothingMade = (set: ApplicationSet): Problem => ({
  code: 'GENERATOR_ERROR',
  message: 'makes no Application: its generators find nothing',
  where: set.metadata.name,
  hint: 'Git knows no empty folders; clusters come from --clusters',
});

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
  const made = new Made({ clusters, projects: projects.length > 0 ? projects : undefined });
  for (const set of sets) {
    const facts = await gather(set, { clusters: clusters ?? [], directories: new Map() }, options);
    const expansion = expand(set, facts, options.settings);
    if (!expansion.ok)
      throw badInput(expansion.error.map((problem) => below(set.metadata.name, { where: 'spec', ...problem })));
    made.take(set, expansion.value);
  }
  return { ...made, objects: made.objects.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)) };
}

/** What all sets make. */
class Made {
  readonly objects: KubeObject[] = [];
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #known: Known;

  constructor(known: Known) {
    this.#known = known;
  }

  take(set: ApplicationSet, { applications, rejected }: Expansion): void {
    if (applications.length + rejected.length === 0) this.warnings.push(nothingMade(set));
    for (const { application, object } of applications) this.#add(application, object);
    for (const one of rejected) this.#reject(one);
  }

  #add(application: Application, object: KubeObject): void {
    const found = verdict(application, this.#known);
    if (found.length === 0) this.objects.push(object);
    else this.problems.push(...found.map((problem) => below(application.metadata.name, { where: 'spec', ...problem })));
  }

  /** What is right, and only not there yet in the hub, is shown nevertheless. */
  #reject({ name, problems, object }: Rejected): void {
    const application = problems.every(({ code }) => code === 'NOT_SUPPORTED') ? onlyPlaces(object) : undefined;
    if (!application) return void this.problems.push(...problems.map((problem) => below(name, problem)));
    this.warnings.push(...problems.map((problem) => below(`the hub leaves out ${name}`, problem)));
    this.#add(application, object);
  }
}
