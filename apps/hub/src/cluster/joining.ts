import { refuse, spokeUserJwt } from '@wheelhouse/adapter-nats';
import {
  addEvents,
  clusterById,
  clusterByName,
  clusterJoined,
  credentialsIssued,
  lockJoinToken,
  nextEpoch,
  putCluster,
  setSealingKey,
  useJoinToken,
  type ClusterRow,
  type Database,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import type {
  EpochAnswer,
  EpochRequest,
  JoinAnswer,
  JoinRequest,
  RenewAnswer,
  RenewRequest,
} from '@wheelhouse/contract';
import { shardOf, type ClusterId } from '@wheelhouse/core-domain';
import type { HubKeys } from '../keys/hub-keys.ts';
import { newClusterId } from '../keys/ids.ts';
import { projectsOfSpoke } from './spoke-projects.ts';

/**
 * Renewed long before it ends. A hub that is away for days must find its spokes again; who is removed is revoked at once,
 * whatever his JWT says.
 */
const SPOKE_TTL_SECONDS = 7 * 24 * 3600;

export interface JoiningOptions {
  readonly db: Database;
  readonly keys: HubKeys;
  readonly localCluster: string | undefined;
  readonly now: () => number;
  readonly revoke: (publicKey: string) => Promise<void>;
  /** New credentials are written down. */
  readonly onIssued: () => void;
  readonly onJoined: (cluster: ClusterId, isNew: boolean) => void;
  /** It has another key than before that projects' keys are sealed to. */
  readonly onSealingKey: (cluster: ClusterId) => void;
}

/** What spokes ask: to join, for a new JWT, for an epoch. */
export class Joining {
  readonly #options: JoiningOptions;

  constructor(options: JoiningOptions) {
    this.#options = options;
  }

  async join(tokenId: string, asked: JoinRequest): Promise<JoinAnswer> {
    const { db, keys, now, onJoined } = this.#options;
    if (!/^U[A-Z2-7]{55}$/.test(asked.publicKey)) return no('the public key is no user nkey');
    const joined = await db.transaction(async (sql) => {
      const token = await lockJoinToken(sql, tokenId);
      if (!token) return no('the token is not known to this hub; make a new one');
      if (token.usedAt) return no(`the token was used already, at ${token.usedAt.toISOString()}; make a new one`);
      if (token.expiresAt.getTime() <= now())
        return no(`the token ended at ${token.expiresAt.toISOString()}; make a new one`);
      if (token.clusterName !== asked.clusterName) return no(`the token is for the cluster ${token.clusterName}`);
      await useJoinToken(sql, tokenId);
      return this.#admit(sql, asked);
    });
    if ('ok' in joined) return joined;
    if (joined.before?.publicKey) await this.#options.revoke(joined.before.publicKey);
    onJoined(joined.cluster.id, !joined.before);
    const jwt = await this.#jwt(joined.cluster, asked.publicKey);
    return { ok: true, cluster: joined.cluster.id, hub: keys.hubId, jwt, trust: keys.trust };
  }

  async renew(id: ClusterId, asked: RenewRequest): Promise<RenewAnswer> {
    const { db, onSealingKey } = this.#options;
    const cluster = await clusterById(db.sql, id);
    if (!cluster?.publicKey) throw refuse('this cluster is not registered any more');
    if (asked.sealingKey && (await setSealingKey(db.sql, id, asked.sealingKey))) onSealingKey(id);
    return { jwt: await this.#jwt(cluster, cluster.publicKey), trust: this.#options.keys.trust };
  }

  async epoch(id: ClusterId, asked: EpochRequest): Promise<EpochAnswer> {
    const epoch = await nextEpoch(this.#options.db.sql, id, asked.known);
    if (epoch === undefined) throw refuse('this cluster is not registered any more');
    return { epoch };
  }

  async #admit(sql: Sql, asked: JoinRequest): Promise<{ cluster: ClusterRow; before: ClusterRow | undefined }> {
    const before = await clusterByName(sql, asked.clusterName);
    if (!before) await putCluster(sql, newCluster(asked.clusterName));
    const cluster = before ?? (await clusterByName(sql, asked.clusterName))!;
    const { publicKey, sealingKey } = asked;
    await clusterJoined(sql, cluster.id, { publicKey, ...(sealingKey && { sealingKey }) });
    const message = `cluster ${cluster.name} joined (Kubernetes ${asked.kubernetes}, spoke ${asked.version})`;
    await addEvents(sql, [{ clusterId: cluster.id, type: 'Normal', reason: 'ClusterJoined', message }]);
    return { cluster, before };
  }

  async #jwt(cluster: ClusterRow, publicKey: string): Promise<string> {
    const { db, keys, localCluster, now, onIssued } = this.#options;
    const projects = await projectsOfSpoke(db.sql, cluster, localCluster);
    const at = issuedAfter(cluster.publicKey === publicKey ? cluster.grantedAt : undefined, now());
    const narrowed = cluster.publicKey === publicKey && cluster.granted.some((one) => !projects.includes(one));
    await credentialsIssued(db.sql, cluster.id, { projects, at: new Date(at), narrowed });
    onIssued();
    const ttlSeconds = SPOKE_TTL_SECONDS;
    return spokeUserJwt(keys.fleet, { cluster: cluster.id, projects, publicKey, ttlSeconds, now: at });
  }
}

/** In another second than the credentials before: the server revokes by the second. */
const issuedAfter = (before: Date | undefined, now: number): number =>
  Math.max(now, before ? (Math.floor(before.getTime() / 1000) + 1) * 1000 : 0);

const no = (reason: string) => ({ ok: false as const, reason });

function newCluster(name: string) {
  const id = newClusterId();
  const bare = { labels: {}, annotations: {}, server: '', timeZone: 'UTC', project: '', origin: 'join' };
  return { id, name, shard: shardOf(id), ...bare };
}
