import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  askRevisions,
  projectsOfRepositories,
  repositoryProblemsOf,
  revisionsOf,
  type Database,
} from '@wheelhouse/adapter-postgres';
import {
  ok,
  shardOf,
  type ApplicationSet,
  type Commit,
  type Problem,
  type Project,
  type Result,
} from '@wheelhouse/core-domain';
import {
  compileDirectoryChoice,
  compileFileChoice,
  directoriesKey,
  directoriesTouched,
  factsNeeded,
  filesKey,
  filesTouched,
  isGathered,
  withFacts,
  type Facts,
  type FactsRequest,
  type FilesRequest,
  type GenerateSettings,
  type GatheredFacts,
  type PathChange,
} from '@wheelhouse/core-generate';
import { foreignRepository } from '../application/render-wanted.ts';
import type { World } from '../release/world.ts';
import type { ReadRevision } from '../source/source-memory.ts';
import type { RemoteFacts } from './remote-facts.ts';

/** A tree that a generator looked at. */
export interface GeneratedFrom extends ReadRevision {
  /** Whether the generator may make something else after these changes. */
  readonly touched: (changes: readonly PathChange[]) => boolean;
}

export type Gathered = (
  | { readonly kind: 'facts'; readonly facts: Facts }
  /** A revision is not resolved yet; `urls` are being asked for it. */
  | { readonly kind: 'pending'; readonly urls: readonly string[] }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] }
) & {
  /** What was looked at, as far as it went. */
  readonly generated: readonly GeneratedFrom[];
  /** All repositories that were asked for, each once. */
  readonly repositories: readonly string[];
  /** In so many milliseconds an answer of a provider or plugin is too old, or may be asked for again. */
  readonly againMs: number | undefined;
};

interface Surroundings {
  readonly db: Database;
  readonly mirrors: GitMirrors;
  readonly remote: RemoteFacts;
  readonly project: Project;
  readonly generate: GenerateSettings;
}

/**
 * What a set's generators look at, at the commits that its revisions stand for now. Children of a matrix may ask for more
 * once those before them have run: so it goes in rounds, each with as few questions as there are revisions.
 */
export async function gatherFacts(set: ApplicationSet, world: World, surroundings: Surroundings): Promise<Gathered> {
  let facts: Facts = {
    clusters: world.facts,
    directories: new Map(),
    ...(world.localCluster !== undefined && { localCluster: world.localCluster }),
  };
  const generated: GeneratedFrom[] = [];
  const repositories = new Set<string>();
  const looker = { namespace: set.metadata.namespace, project: surroundings.project.metadata.name };
  let againMs: number | undefined;
  for (;;) {
    const request = factsNeeded(set, facts, surroundings.generate);
    const so = { generated, repositories: [...repositories], againMs };
    if (isGathered(request)) return { kind: 'facts', facts, ...so };
    const [round, remote] = await Promise.all([
      gatherRound(request, generated, surroundings),
      surroundings.remote.gather(request, looker),
    ]);
    for (const { url } of round.asked) repositories.add(url);
    generated.push(...round.generated);
    againMs = soonest(againMs, remote.againMs);
    const then = { generated, repositories: [...repositories], againMs };
    const problems = [...round.problems, ...remote.problems];
    if (problems.length > 0) return { kind: 'failed', problems, ...then };
    if (round.pending) return { kind: 'pending', urls: round.news, ...then };
    facts = withFacts(withFacts(facts, round.found), remote.found);
  }
}

const soonest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

interface Round {
  readonly asked: readonly { readonly url: string; readonly revision: string }[];
  readonly found: GatheredFacts;
  readonly generated: readonly GeneratedFrom[];
  readonly problems: readonly Problem[];
  readonly pending: boolean;
  readonly news: readonly string[];
}

async function gatherRound(
  request: FactsRequest,
  before: readonly ReadRevision[],
  surroundings: Surroundings,
): Promise<Round> {
  const { db, mirrors, project, generate } = surroundings;
  const looks = looksOf(request, generate);
  const urls = [...new Set(looks.map((one) => one.url))];
  const [revisions, unread, owners] = await Promise.all([
    revisionsOf(db.sql, urls),
    repositoryProblemsOf(db.sql, urls),
    projectsOfRepositories(db.sql, urls),
  ]);
  const unknown = looks.filter((one) => !revisions.get(one.url)?.has(one.revision));
  const news = await askRevisions(
    db.sql,
    unknown.map(({ url, revision }) => ({ url, revision, shard: shardOf(url) })),
  );
  const found = { directories: new Map<string, string[]>(), files: new Map<string, Map<string, string>>() };
  const problems: Problem[] = [];
  const generated: GeneratedFrom[] = [];
  let pending = false;
  for (const look of looks) {
    const { url, revision } = look;
    const known = revisions.get(url)?.get(revision);
    const foreign = foreignRepository(url, project, owners);
    if (foreign) problems.push({ ...foreign, where: 'spec.generators' });
    else if (known?.problem) problems.push(known.problem);
    else if (!known?.commit && unread.has(url)) problems.push(unread.get(url)!);
    else if (!known?.commit) pending = true;
    else {
      // What moves meanwhile stays what it was in the first round.
      const { commit } = before.find((one) => one.url === url && one.revision === revision) ?? { commit: known.commit };
      generated.push({ url, revision, commit, touched: look.touched });
      const read = await look.read(mirrors, commit, found);
      if (!read.ok) problems.push(...read.error);
    }
  }
  return { asked: looks, found, generated, problems, pending, news };
}

interface Found {
  readonly directories: Map<string, string[]>;
  readonly files: Map<string, Map<string, string>>;
}

/** One look at one tree. */
interface Look {
  readonly url: string;
  readonly revision: string;
  readonly touched: GeneratedFrom['touched'];
  readonly read: (mirrors: GitMirrors, commit: Commit, found: Found) => Promise<Result<void>>;
}

const looksOf = ({ directories, files }: FactsRequest, settings: GenerateSettings): readonly Look[] => [
  ...directories.map((one) => ({
    url: one.repoURL,
    revision: one.revision || 'HEAD',
    touched: (changes: readonly PathChange[]) => directoriesTouched(one, changes, settings),
    read: async (mirrors: GitMirrors, commit: Commit, found: Found): Promise<Result<void>> => {
      const listed = await mirrors.directories(one.repoURL, commit, compileDirectoryChoice(one, settings).reaches);
      if (listed.ok) found.directories.set(directoriesKey(one), listed.value);
      return listed.ok ? ok(undefined) : listed;
    },
  })),
  ...files.map((one) => ({
    url: one.repoURL,
    revision: one.revision || 'HEAD',
    touched: (changes: readonly PathChange[]) => filesTouched(one, changes, settings),
    read: async (mirrors: GitMirrors, commit: Commit, found: Found): Promise<Result<void>> => {
      const read = await readFiles(mirrors, one, { commit, settings });
      if (read.ok) found.files.set(filesKey(one), read.value);
      return read.ok ? ok(undefined) : read;
    },
  })),
];

async function readFiles(
  mirrors: GitMirrors,
  request: FilesRequest,
  { commit, settings }: { readonly commit: Commit; readonly settings: GenerateSettings },
): Promise<Result<Map<string, string>>> {
  const takes = compileFileChoice(request, settings);
  if (!takes.ok) return takes;
  const files = await mirrors.filesLike(request.repoURL, commit, takes.value);
  if (!files.ok) return files;
  const decoder = new TextDecoder();
  return ok(new Map([...files.value].map(([path, bytes]) => [path, decoder.decode(bytes)])));
}
