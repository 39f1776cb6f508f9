import { createHash, randomBytes } from 'node:crypto';
import { createDatabase } from '@wheelhouse/tools';
import pg from 'pg';
import type { World } from './world.ts';

/** Somebody who may look at some projects only; the API has no way to make one yet. Returns the token. */
export async function createViewer(
  world: World,
  { name, projects }: { readonly name: string; readonly projects: readonly string[] },
): Promise<string> {
  const client = new pg.Client({ connectionString: await createDatabase(world.postgres.url, 'wheelhouse') });
  await client.connect();
  try {
    const token = `wh_${randomBytes(32).toString('base64url')}`;
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO user_account (id, name, password_hash, admin, projects) VALUES (gen_random_uuid(), $1, '!', FALSE, $2) RETURNING id`,
      [name, projects],
    );
    const hash = createHash('sha256').update(token).digest('hex');
    await client.query("INSERT INTO api_token (hash, user_id, name) VALUES ($1, $2, 'scenario')", [hash, rows[0]!.id]);
    return token;
  } finally {
    await client.end();
  }
}
