import { joinCredentials } from '@wheelhouse/adapter-nats';
import { addEvents, addJoinToken, type Database } from '@wheelhouse/adapter-postgres';
import { encodeJoinToken } from '@wheelhouse/contract';
import { clusterNameProblem, err, ok, type Result } from '@wheelhouse/core-domain';
import { newBase32Id } from '../keys/ids.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import { JoinTokens, type Viewer } from '../use-cases.ts';

const TTL_SECONDS = 3600;

export interface HubJoinTokensOptions {
  readonly db: Database;
  readonly keys: HubKeys;
  /** How spokes reach NATS. */
  readonly servers: readonly string[];
  readonly now: () => number;
}

/** Single-use tokens, valid an hour. The token itself is nowhere stored. */
export class HubJoinTokens extends JoinTokens {
  readonly #options: HubJoinTokensOptions;

  constructor(options: HubJoinTokensOptions) {
    super();
    this.#options = options;
  }

  override async create(
    clusterName: string,
    actor: Viewer,
  ): Promise<Result<{ readonly token: string; readonly command: string; readonly expiresAt: Date }>> {
    const { db, keys, servers, now } = this.#options;
    if (!actor.admin)
      return err([{ code: 'INVALID_FIELD', message: 'only admins may let clusters join', hint: 'ask an admin' }]);
    const wrong = clusterNameProblem(clusterName);
    if (wrong)
      return err([
        { code: 'INVALID_NAME', message: `the name ${JSON.stringify(clusterName)} ${wrong}`, where: 'cluster' },
      ]);
    const id = newBase32Id();
    const at = now();
    const { jwt, seed, publicKey } = joinCredentials(keys.fleet, { id, ttlSeconds: TTL_SECONDS, now: at });
    const expiresAt = new Date(at + TTL_SECONDS * 1000);
    await db.transaction(async (sql) => {
      await addJoinToken(sql, { id, clusterName, publicKey, createdBy: actor.name, expiresAt });
      const message = `a token was made with which the cluster ${clusterName} may join until ${expiresAt.toISOString()}`;
      await addEvents(sql, [{ type: 'Normal', reason: 'JoinTokenCreated', message, actor: actor.name }]);
    });
    const { hubId: hub, rootFingerprint } = keys;
    const token = encodeJoinToken({ id, hub, cluster: clusterName, servers, jwt, seed, rootFingerprint });
    return ok({ token, command: `npx wheelhouse cluster join ${shellWord(clusterName)} --token ${token}`, expiresAt });
  }
}

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
