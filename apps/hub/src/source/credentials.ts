import type { Sql } from '@wheelhouse/adapter-postgres';
import type { GitCredentials } from '@wheelhouse/adapter-git';
import type { RepositoryCredentials } from '@wheelhouse/core-domain';
import type { Sealer } from '@wheelhouse/runtime';

interface Row {
  readonly url: string;
  readonly sealed: Buffer;
}

/** The credentials of a repository: its own, else those of the longest declared prefix of its URL. */
export async function credentialsFor(sql: Sql, sealer: Sealer, url: string): Promise<GitCredentials | undefined> {
  const { rows } = await sql.query<Row>(
    `SELECT url, sealed_credentials AS sealed FROM repository
     WHERE sealed_credentials IS NOT NULL AND (url = $1 OR manifest #>> '{spec,match}' = 'prefix' AND starts_with($1, url))
     ORDER BY url = $1 DESC, length(url) DESC LIMIT 1`,
    [url],
  );
  const row = rows[0];
  if (!row) return undefined;
  const opened = sealer.open(row.sealed.toString(), `repository/${row.url}`);
  if (!opened.ok) throw new Error(`the credentials of ${row.url} cannot be opened: was the master key exchanged?`);
  return gitCredentials(JSON.parse(opened.value) as RepositoryCredentials);
}

function gitCredentials({ bearerToken, username, password }: RepositoryCredentials): GitCredentials | undefined {
  if (bearerToken) return { bearerToken };
  if (password) return { username: username || 'git', password };
  return undefined;
}
