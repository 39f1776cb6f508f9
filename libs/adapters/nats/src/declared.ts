import type { Heartbeat, LiveRequests, Message, SpokeEvent, StatusReport } from '@wheelhouse/contract';
import type { ClusterId, Digest, ProjectId, Result, ShardId } from '@wheelhouse/core-domain';
import type { Ed25519Pair } from '@wheelhouse/runtime';

// Keys and credentials.
export interface NkeyPair {
  readonly publicKey: string;
  readonly seed: string;
}
export interface FleetKeys {
  readonly createdAt: number;
  readonly operator: NkeyPair;
  readonly system: NkeyPair;
  readonly fleet: NkeyPair;
  /** Signs users of the fleet account. */
  readonly fleetSigning: NkeyPair;
  /** Signs trust sets; may be kept offline afterwards. */
  readonly root: Ed25519Pair;
  /** The hub's own: signs manifests. */
  readonly manifest: Ed25519Pair;
}
export interface Credentials {
  readonly jwt: string;
  readonly seed: string;
}
export declare function createFleetKeys(now: number): FleetKeys;
/** `keys.json` (0600) in the folder (0700), written atomically; a second call reads it. */
export declare function loadOrCreateKeys(folder: string, now: number): Promise<FleetKeys>;
export declare function createUserKey(): NkeyPair;
export declare function hubCredentials(keys: FleetKeys): Credentials;
export declare function systemCredentials(keys: FleetKeys): Credentials;
export declare function spokeUserJwt(
  keys: FleetKeys,
  spoke: {
    readonly cluster: ClusterId;
    readonly projects: readonly ProjectId[];
    readonly publicKey: string;
    readonly ttlSeconds: number;
    readonly now: number;
  },
): string;
/** A throw-away user: jwt and seed go into the join token. */
export declare function joinCredentials(
  keys: FleetKeys,
  token: { readonly id: string; readonly ttlSeconds: number; readonly now: number },
): Credentials & { readonly publicKey: string };
/** Text of a creds file, as `nats` and other tools read it. */
export declare function credentialsFile(credentials: Credentials): string;
/** Milliseconds since 1970 at which a JWT ends; undefined for never. */
export declare function jwtExpiry(jwt: string): number | undefined;
export interface ServerConfigOptions {
  readonly keys: FleetKeys;
  readonly storeDir: string;
  readonly host?: string;
  readonly port?: number;
  readonly monitorPort?: number;
  readonly serverName?: string;
  readonly pidFile?: string;
  readonly portsFileDir?: string;
  readonly logFile?: string;
  readonly maxStoreBytes?: number;
}
/** Text for `nats-server -c`: operator mode, full resolver, JetStream, 8 MB payloads. */
export declare function serverConfig(options: ServerConfigOptions): string;

// Connection.
export type NatsStatus =
  | { readonly kind: 'connected'; readonly server: string }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'slow'; readonly subject: string };
export interface ConnectOptions {
  readonly servers: readonly string[];
  /** A function is asked at every (re)connect, so that renewed credentials take effect. */
  readonly credentials: Credentials | (() => Credentials);
  readonly name: string;
  readonly inboxPrefix?: string;
  readonly onStatus?: (status: NatsStatus) => void;
  /** Rejects after this long without a first connection; default: keeps trying for ever. */
  readonly firstConnectMs?: number;
}
export type CloseReason =
  | { readonly kind: 'closed' }
  | { readonly kind: 'revoked' | 'expired' | 'unauthorized' | 'failed'; readonly reason: string };
export interface Subscription {
  stop(): void;
  readonly closed: Promise<void>;
}
export interface Nats {
  readonly closed: Promise<CloseReason>;
  connected(): boolean;
  rtt(): Promise<number>;
  flush(): Promise<void>;
  /** Reconnects with fresh credentials, e.g. after a renewal. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
}
export declare function connectNats(options: ConnectOptions): Promise<Nats>;
/** Creates or updates WH_MANIFESTS, WH_BLOBS, WH_EVENTS; `created` names those that were not there. */
export declare function ensureStreams(
  nats: Nats,
  options?: { readonly replicas?: number; readonly eventsMaxAgeMs?: number; readonly eventsMaxBytes?: number },
): Promise<{ readonly created: readonly string[] }>;

// Desired state.
export interface StoredManifest {
  readonly sequence: number;
  readonly body: Uint8Array;
  readonly header: (name: string) => string | undefined;
  readonly time: number;
}
export declare class ManifestStream {
  constructor(nats: Nats);
  /** `expectedSequence`: the subject's last, 0 for none. At most 512 in flight, each acknowledged. */
  publish(
    cluster: ClusterId,
    message: {
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      readonly expectedSequence: number;
    },
  ): Promise<Result<{ readonly sequence: number }, 'conflict'>>;
  get(cluster: ClusterId): Promise<StoredManifest | undefined>;
  /** Headers only; only what was stored. `sequence` is the stored message's. */
  subscribeLive(
    cluster: ClusterId,
    handler: (live: { readonly sequence: number; readonly header: (name: string) => string | undefined }) => void,
  ): Subscription;
  delete(cluster: ClusterId): Promise<void>;
  /** The last sequence of every cluster's subject, for reconciling after a restore. */
  sequences(): Promise<ReadonlyMap<ClusterId, number>>;
}
export declare class BlobStream {
  constructor(nats: Nats);
  put(project: ProjectId, digest: Digest, bytes: Uint8Array): Promise<'stored' | 'exists'>;
  get(project: ProjectId, digest: Digest): Promise<Uint8Array | undefined>;
  delete(project: ProjectId, digest: Digest): Promise<void>;
}

// Status, heartbeats, events.
export declare class StatusSubjects {
  constructor(nats: Nats);
  publishStatus(report: StatusReport): void;
  publishHeartbeat(heartbeat: Heartbeat): void;
  /** Acknowledged by the stream; false where it could not be stored. Nothing may depend on it. */
  publishEvent(event: SpokeEvent): Promise<boolean>;
  subscribeStatus(
    shard: ShardId | '*',
    handler: (report: StatusReport, bytes: number) => void,
    onBad?: (cluster: ClusterId, reason: string) => void,
  ): Subscription;
  subscribeHeartbeats(
    shard: ShardId | '*',
    handler: (heartbeat: Heartbeat) => void,
    onBad?: (cluster: ClusterId, reason: string) => void,
  ): Subscription;
  subscribeEvents(
    shard: ShardId | '*',
    handler: (event: SpokeEvent) => void,
    onBad?: (cluster: ClusterId, reason: string) => void,
  ): Subscription;
}

// Requests.
export type RequestFailure = 'no-responder' | 'timeout' | 'refused' | 'bad-answer' | 'disconnected';
export declare class RequestError extends Error {
  constructor(failure: RequestFailure, message: string, options?: ErrorOptions);
  readonly failure: RequestFailure;
}
export interface Call<Q, A> {
  readonly request: Message<Q>;
  readonly answer: Message<A>;
}
/** Rejects with `RequestError`. */
export declare function request<Q, A>(
  nats: Nats,
  subject: string,
  call: Call<Q, A>,
  question: Q,
  timeoutMs: number,
): Promise<A>;
/** What the handler throws is logged by `onError` and answered as one plain sentence; `refuse(reason)` words it for the asker. */
export declare function respond<Q, A>(
  nats: Nats,
  subject: string,
  call: Call<Q, A>,
  handler: (question: Q, subject: string) => Promise<A> | A,
  onError?: (error: unknown) => void,
): Subscription;
export declare function refuse(reason: string): RequestError;
/** The hub's and the spoke's calls by name. */
export declare const calls: {
  readonly join: Call<import('@wheelhouse/contract').JoinRequest, import('@wheelhouse/contract').JoinAnswer>;
  readonly renew: Call<import('@wheelhouse/contract').RenewRequest, import('@wheelhouse/contract').RenewAnswer>;
  readonly epoch: Call<import('@wheelhouse/contract').EpochRequest, import('@wheelhouse/contract').EpochAnswer>;
  readonly live: { readonly [V in keyof LiveRequests]: Call<LiveRequests[V]['request'], LiveRequests[V]['answer']> };
};

// Revocation.
export declare class FleetAccount {
  /** `system`: a connection with `systemCredentials`. */
  constructor(system: Nats, keys: FleetKeys);
  /** Ends open connections of these users at once and refuses JWTs issued until `now`. */
  revoke(publicKeys: readonly string[], now: number): Promise<void>;
  allowAgain(publicKeys: readonly string[], now: number): Promise<void>;
  revoked(): Promise<ReadonlyMap<string, number>>;
}
