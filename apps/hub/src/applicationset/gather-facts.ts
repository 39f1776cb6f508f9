import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  askRevisions,
  projectsOfRepositories,
  repositoryProblemsOf,
  revisionsOf,
  type Database,
} from '@wheelhouse/adapter-postgres';
import { shardOf, type ApplicationSet, type Problem, type Project } from '@wheelhouse/core-domain';
import { directoriesKey, factsNeeded, type Facts } from '@wheelhouse/core-generate';
import { foreignRepository } from '../application/render-wanted.ts';
import { clusterOf, type World } from '../release/world.ts';
import type { ReadRevision } from '../source/source-memory.ts';

export type Gathered =
  /** `commits`: what the generators' revisions stood for. */
  | { readonly kind: 'facts'; readonly facts: Facts; readonly commits: readonly ReadRevision[] }
  /** A revision is not resolved yet; `urls` are being asked for it. */
  | { readonly kind: 'pending'; readonly urls: readonly string[] }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

/** What a set's generators look at, at the commits that its revisions stand for now. */
export async function gatherFacts(
  set: ApplicationSet,
  world: World,
  { db, mirrors, project }: { readonly db: Database; readonly mirrors: GitMirrors; readonly project: Project },
): Promise<Gathered> {
  const { directories: wanted } = factsNeeded(set);
  const asked = wanted.map((one) => ({ url: one.repoURL, revision: one.revision || 'HEAD' }));
  const urls = [...new Set(asked.map((one) => one.url))];
  const [revisions, unread, owners] = await Promise.all([
    revisionsOf(db.sql, urls),
    repositoryProblemsOf(db.sql, urls),
    projectsOfRepositories(db.sql, urls),
  ]);
  const unknown = asked.filter((one) => !revisions.get(one.url)?.has(one.revision));
  const news = await askRevisions(
    db.sql,
    unknown.map((one) => ({ ...one, shard: shardOf(one.url) })),
  );
  const directories = new Map<string, readonly string[]>();
  const problems: Problem[] = [];
  const commits: ReadRevision[] = [];
  let pending = false;
  for (const [index, request] of wanted.entries()) {
    const { url, revision } = asked[index]!;
    const found = revisions.get(url)?.get(revision);
    const foreign = foreignRepository(url, project, owners);
    if (foreign) problems.push({ ...foreign, where: 'spec.generators' });
    else if (found?.problem) problems.push(found.problem);
    else if (!found?.commit && unread.has(url)) problems.push(unread.get(url)!);
    else if (!found?.commit) pending = true;
    else {
      const listed = await mirrors.directories(url, found.commit);
      commits.push({ url, revision, commit: found.commit });
      if (listed.ok) directories.set(directoriesKey(request), listed.value);
      else problems.push(...listed.error);
    }
  }
  if (problems.length > 0) return { kind: 'failed', problems };
  if (pending) return { kind: 'pending', urls: news };
  const facts = { clusters: world.clusters.map(clusterOf), directories };
  return {
    kind: 'facts',
    commits,
    facts: { ...facts, ...(world.localCluster !== undefined && { localCluster: world.localCluster }) },
  };
}
