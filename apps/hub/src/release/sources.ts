import {
  askRevisions,
  projectsOfRepositories,
  repositoryProblemsOf,
  revisionsOf,
  type ResolvedRevision,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import { digestOf, shardOf, type Digest, type Problem } from '@wheelhouse/core-domain';
import type { Wakes } from '../changes/wakes.ts';
import { askedByApplication, type AskedRevision } from '../source/repositories-of.ts';
import type { ReadRevision } from '../source/source-memory.ts';
import type { Wanted } from './wanted.ts';

/** What is known of the repositories that Applications are rendered from, each by its URL. */
export interface Sources {
  readonly revisions: ReadonlyMap<string, ReadonlyMap<string, ResolvedRevision>>;
  /** What is wrong with a repository. */
  readonly problems: ReadonlyMap<string, Problem>;
  /** The project that alone may use it. */
  readonly owners: ReadonlyMap<string, string>;
}

/** A revision that nobody asked for before is asked for; its repository is woken, and wakes the group once it is known. */
export async function gatherSources(sql: Sql, wakes: Wakes, wanted: readonly Wanted[]): Promise<Sources> {
  const asked = askedBy(wanted);
  const urls = [...new Set(asked.map((one) => one.url))];
  const [revisions, problems, owners] = await Promise.all([
    revisionsOf(sql, urls),
    repositoryProblemsOf(sql, urls),
    projectsOfRepositories(sql, urls),
  ]);
  const unknown = asked.filter((one) => !revisions.get(one.url)?.has(one.revision));
  const news = await askRevisions(
    sql,
    unknown.map((one) => ({ ...one, shard: shardOf(one.url) })),
  );
  wakes.wake('repository', news);
  return { revisions, problems, owners };
}

/** Every revision that is asked for, once, in order. */
export function askedBy(wanted: readonly Wanted[]): readonly AskedRevision[] {
  const asked = new Map<string, AskedRevision>();
  for (const { application } of wanted)
    for (const one of askedByApplication(application)) asked.set(`${one.url}\n${one.revision}`, one);
  return [...asked].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** Names what a group's Applications are rendered from: `inputs` without Git, and the commits. */
export const factsDigestOf = (
  inputs: Digest,
  asked: readonly AskedRevision[],
  { revisions, owners }: Pick<Sources, 'revisions' | 'owners'>,
): Digest =>
  digestOf({
    inputs,
    commits: asked.map(({ url, revision }) => {
      const found = revisions.get(url)?.get(revision);
      return [url, revision, found?.commit, found?.problem, owners.get(url)];
    }),
  });

/** The same for a group that stands at these commits. */
export const factsOfCommits = (
  inputs: Digest,
  { asked, owners }: { readonly asked: readonly AskedRevision[]; readonly owners: Sources['owners'] },
  commits: readonly ReadRevision[],
): Digest => factsDigestOf(inputs, asked, { revisions: revisionsAt(commits), owners });

/** Revisions that stand for these commits, as the database would have them. */
export function revisionsAt(commits: readonly ReadRevision[]): Sources['revisions'] {
  const byUrl = new Map<string, Map<string, ResolvedRevision>>();
  for (const { url, revision, commit } of commits) {
    const known = byUrl.get(url) ?? new Map<string, ResolvedRevision>();
    byUrl.set(url, known.set(revision, { revision, commit, problem: null }));
  }
  return byUrl;
}
