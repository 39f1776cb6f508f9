import { joinPermissions, spokePermissions } from '@wheelhouse/contract';
import type { SubjectPermissions } from '@wheelhouse/contract';
import type { ClusterId, ProjectId } from '@wheelhouse/core-domain';
import type { FleetKeys } from './fleet-keys.ts';
import { issueJwt } from './jwt.ts';
import { createUserKey, isUserKey } from './nkey.ts';
import type { NkeyPair } from './nkey.ts';

/** What a connection signs in with. The seed is a secret; the JWT alone opens nothing. */
export interface Credentials {
  readonly jwt: string;
  readonly seed: string;
}

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
const UNLIMITED = { subs: -1, data: -1, payload: -1 };
/** To answer one live request, in nanoseconds: the hub waits less. */
const RESPOND_WITHIN = 60e9;
const JOIN_PAYLOAD = 128 * 1024;
/** Longer than any user of a spoke may live: older revocations can be dropped. */
export const MAX_TTL_SECONDS = 30 * 24 * 3600;

const natsPermissions = ({ publish, subscribe, respond }: SubjectPermissions) => ({
  pub: { allow: publish },
  sub: { allow: subscribe },
  ...(respond ? { resp: { max: 1, ttl: RESPOND_WITHIN } } : {}),
});

/** All of the fleet's account, without an end: the hub's own. */
export const hubCredentials = (keys: FleetKeys): Credentials =>
  unlimited(keys.fleetSigning, 'hub', keys.createdAt, { issuer_account: keys.fleet.publicKey });

/** The system account: revocations and the server's own figures. */
export const systemCredentials = (keys: FleetKeys): Credentials =>
  unlimited(keys.system, 'hub-system', keys.createdAt, {});

function unlimited(issuer: NkeyPair, name: string, now: number, more: Readonly<Record<string, unknown>>): Credentials {
  const user = createUserKey();
  const nats = { type: 'user', ...UNLIMITED, ...more };
  return { jwt: issueJwt(issuer, { subject: user.publicKey, name, issuedAt: seconds(now), nats }), seed: user.seed };
}

export interface SpokeUser {
  readonly cluster: ClusterId;
  /** Whose blobs it may read; a change of them wants a new JWT. */
  readonly projects: readonly ProjectId[];
  /** The spoke's own, `U…`; its seed stays with the spoke. */
  readonly publicKey: string;
  readonly ttlSeconds: number;
  readonly now: number;
}

/** Limited to the cluster's own subjects, its projects' blobs and its own inbox. Throws for a key that is none. */
export function spokeUserJwt(keys: FleetKeys, spoke: SpokeUser): string {
  if (!isUserKey(spoke.publicKey)) throw new TypeError('not the public key of an nkey user');
  if (!(spoke.ttlSeconds > 0 && spoke.ttlSeconds <= MAX_TTL_SECONDS)) {
    throw new RangeError(`a spoke's credentials last 1 to ${MAX_TTL_SECONDS} seconds, not ${spoke.ttlSeconds}`);
  }
  const nats = { type: 'user', ...UNLIMITED, ...natsPermissions(spokePermissions(spoke)) };
  return issueJwt(keys.fleetSigning, {
    subject: spoke.publicKey,
    name: `spoke-${spoke.cluster}`,
    issuedAt: seconds(spoke.now),
    expiresAt: seconds(spoke.now) + spoke.ttlSeconds,
    nats: { ...nats, issuer_account: keys.fleet.publicKey },
  });
}

export interface JoinUser {
  /** Letters, digits, `-` and `_`: it is part of a subject. */
  readonly id: string;
  readonly ttlSeconds: number;
  readonly now: number;
}

/** A throw-away user that may only ask to join; JWT and seed go into the join token, the public key is for revoking it. */
export function joinCredentials(keys: FleetKeys, token: JoinUser): Credentials & { readonly publicKey: string } {
  if (!/^[\w-]{1,64}$/.test(token.id)) throw new TypeError('a join token id is 1 to 64 letters, digits, - and _');
  const user = createUserKey();
  const nats = { type: 'user', ...UNLIMITED, payload: JOIN_PAYLOAD, ...natsPermissions(joinPermissions(token.id)) };
  const jwt = issueJwt(keys.fleetSigning, {
    subject: user.publicKey,
    name: `join-${token.id}`,
    issuedAt: seconds(token.now),
    expiresAt: seconds(token.now) + token.ttlSeconds,
    nats: { ...nats, issuer_account: keys.fleet.publicKey },
  });
  return { jwt, seed: user.seed, publicKey: user.publicKey };
}

/** Text of a creds file, as the `nats` command and other tools read it. */
export const credentialsFile = ({ jwt, seed }: Credentials): string =>
  [
    `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------`,
    `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------`,
    '',
  ].join('\n');
