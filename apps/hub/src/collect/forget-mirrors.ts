import type { GitMirrors } from '@wheelhouse/adapter-git';
import { allGitRepositories, type Sql } from '@wheelhouse/adapter-postgres';

/** Somebody may look at a repository before it has a row, as a preview does. */
const IDLE_MS = 10 * 60_000;

/** Mirrors of repositories that have no row any more leave the disk. */
export async function forgetMirrors(sql: Sql, mirrors: GitMirrors): Promise<number> {
  const known = await allGitRepositories(sql);
  return mirrors.forgetOthers(
    known.map((one) => one.url),
    IDLE_MS,
  );
}
