import type { FleetKeys } from './fleet-keys.ts';
import { issueJwt } from './jwt.ts';

const UNLIMITED = { subs: -1, data: -1, payload: -1, conn: -1, leaf: -1, imports: -1, exports: -1, wildcards: true };
const JETSTREAM = {
  mem_storage: -1,
  disk_storage: -1,
  streams: -1,
  consumer: -1,
  mem_max_stream_bytes: -1,
  disk_max_stream_bytes: -1,
};
const created = (keys: FleetKeys) => Math.floor(keys.createdAt / 1000);

export const operatorJwt = (keys: FleetKeys): string =>
  issueJwt(keys.operator, {
    subject: keys.operator.publicKey,
    name: 'wheelhouse',
    issuedAt: created(keys),
    nats: { type: 'operator', system_account: keys.system.publicKey },
  });

export const systemAccountJwt = (keys: FleetKeys): string =>
  issueJwt(keys.operator, {
    subject: keys.system.publicKey,
    name: 'system',
    issuedAt: created(keys),
    nats: { type: 'account', limits: UNLIMITED },
  });

export interface Revocations {
  /** Seconds since 1970. */
  readonly issuedAt: number;
  /** By a user's public key: JWTs issued until then, in seconds since 1970, are refused. */
  readonly until: Readonly<Record<string, number>>;
}

/** Without revocations it is dated by the keys, so that every later one is newer. */
export const fleetAccountJwt = (keys: FleetKeys, revocations?: Revocations): string =>
  issueJwt(keys.operator, {
    subject: keys.fleet.publicKey,
    name: 'fleet',
    issuedAt: revocations?.issuedAt ?? created(keys),
    nats: {
      type: 'account',
      limits: { ...UNLIMITED, ...JETSTREAM },
      signing_keys: [keys.fleetSigning.publicKey],
      revocations: revocations?.until ?? {},
    },
  });
