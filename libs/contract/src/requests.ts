import type { ApplicationId, ClusterId, Commit, Digest, Health, ObjectKey, SyncStatus } from '@wheelhouse/core-domain';
import { bundleRef } from './manifest-message.ts';
import type { BundleRef } from './manifest.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import { operationRecord } from './operation.ts';
import type { OperationRecord } from './operation.ts';
import { bytes, flag, integer, json, list, oneOf, text } from './wire/codec.ts';
import {
  applicationIdField,
  clusterIdField,
  commitField,
  digestField,
  health,
  name,
  objectKey,
  objectKeyFields,
  syncStatusField,
  time,
} from './wire/fields.ts';
import { choice, field, maybe, record } from './wire/record.ts';

/** Spoke → hub on `wh.v1.join.<token id>`: asked once, with the single-use token's own credentials. */
export interface JoinRequest {
  readonly token: string;
  readonly clusterName: string;
  /** The spoke's own nkey, `U…`; its seed never leaves the cluster. */
  readonly publicKey: string;
  readonly kubernetes: string;
  readonly version: string;
  /** X25519: what the hub seals the projects' keys to. Its private part never leaves the cluster. */
  readonly sealingKey?: Uint8Array;
}

export type JoinAnswer =
  | {
      readonly ok: true;
      readonly cluster: ClusterId;
      readonly hub: string;
      readonly jwt: string;
      readonly trust: SignedTrustSet;
    }
  | { readonly ok: false; readonly reason: string };

/** Spoke → hub on `wh.v1.h.<cluster>.renew`, before the short-lived JWT ends, and when the hub asks (`renew`, live). */
export interface RenewRequest {
  /** The largest version of the trust set that the spoke has accepted. */
  readonly trustVersion: number;
  /** X25519, as at joining. Absent: as the hub knows it. */
  readonly sealingKey?: Uint8Array;
}
export interface RenewAnswer {
  readonly jwt: string;
  readonly trust: SignedTrustSet;
}

/** Spoke → hub on `wh.v1.h.<cluster>.epoch`: a new writer registers; the answer is larger than any epoch before. */
export interface EpochRequest {
  readonly holder: string;
  /** The largest epoch that the spoke knows from its state; 0 for none. */
  readonly known: number;
  /** The largest generation that the spoke has accepted; 0 for none. */
  readonly generation: number;
}
export interface EpochAnswer {
  readonly epoch: number;
}

/** Spoke → hub on `wh.v1.h.<cluster>.clock`: what time it is there, in milliseconds since 1970. */
export interface ClockAnswer {
  readonly now: number;
}

/** Versioned; versions never go back. Signed by the offline root key, whose fingerprint is in the join token. */
export interface TrustSet {
  readonly hub: string;
  readonly version: number;
  readonly keys: readonly { readonly id: string; readonly publicKey: Uint8Array }[];
}
export interface SignedTrustSet {
  readonly body: Uint8Array;
  readonly rootKey: Uint8Array;
  readonly signature: Uint8Array;
}

/** What a join token says; printed as `whj1.<base64url>`. Valid an hour, used once. */
export interface JoinToken {
  readonly id: string;
  readonly hub: string;
  readonly cluster: string;
  readonly servers: readonly string[];
  /** A user JWT that may only publish the join request, and its seed. */
  readonly jwt: string;
  readonly seed: string;
  /** SHA-256 of the root's public key. */
  readonly rootFingerprint: Digest;
}

/** Hub → spoke on `wh.v1.r.<cluster>.<verb>`: live views. */
export interface LiveRequests {
  /** Asks for a full status report on the status subject. */
  readonly report: { readonly request: Record<string, never>; readonly answer: { readonly accepted: boolean } };
  /** The cluster's projects changed, and with them what its credentials may read: ask for new ones now. */
  readonly renew: { readonly request: Record<string, never>; readonly answer: { readonly accepted: boolean } };
  readonly tree: { readonly request: { readonly id: ApplicationId }; readonly answer: ResourceTree };
  /** The attempt that is under way, or the last one that this spoke saw end. */
  readonly operation: {
    readonly request: { readonly id: ApplicationId };
    readonly answer: { readonly record?: OperationRecord };
  };
  readonly resource: {
    /** `bundle`: what it is compared with; absent, what was applied last. */
    readonly request: { readonly id: ApplicationId; readonly key: ObjectKey; readonly bundle?: BundleRef };
    /** Secrets' values are masked. `predicted`: live as a sync would leave it. */
    readonly answer: {
      readonly live?: unknown;
      readonly desired?: unknown;
      readonly changes: readonly FieldChange[];
      readonly predicted?: unknown;
    };
  };
  /** What a sync to the bundle would change. Hooks are left out: they run, whatever is there. */
  readonly compare: {
    readonly request: { readonly id: ApplicationId; readonly bundle: BundleRef };
    readonly answer: BundleComparison;
  };
}

export interface BundleComparison {
  /** Of what would be created, changed or pruned; in the bundle's order, what goes last. */
  readonly objects: readonly ObjectComparison[];
  readonly unchanged: number;
}

export interface ObjectComparison extends ObjectKey {
  readonly version: string;
  readonly change: 'create' | 'change' | 'delete';
  readonly changes: readonly FieldChange[];
}

export interface ResourceTree {
  readonly revision?: Commit;
  readonly nodes: readonly TreeNode[];
}

export interface TreeNode extends ObjectKey {
  readonly uid: string;
  readonly version: string;
  /** Of the owner among the nodes; absent for what we manage ourselves. */
  readonly parent?: string;
  readonly sync?: SyncStatus;
  readonly health?: Health;
  readonly createdAt?: number;
  readonly message?: string;
}

export interface FieldChange {
  readonly path: string;
  readonly desired?: unknown;
  readonly live?: unknown;
  readonly takenBy?: string;
}

const jwt = text(16_384);

const signedTrustSet = record<SignedTrustSet>({
  body: field(0, bytes(1, 65_536)),
  rootKey: field(1, bytes(32, 32)),
  signature: field(2, bytes(64, 64)),
});

const SMALL = 128 * 1024;

export const trustSetMessage = message<TrustSet>(
  'trust set',
  SMALL,
  record<TrustSet>({
    hub: field(0, name),
    version: field(1, integer(1)),
    keys: field(
      2,
      list(record<TrustSet['keys'][number]>({ id: field(0, name), publicKey: field(1, bytes(32, 32)) }), 64),
    ),
  }),
);
export const signedTrustSetMessage = message<SignedTrustSet>('signed trust set', SMALL, signedTrustSet);

export const joinRequestMessage = message<JoinRequest>(
  'join request',
  SMALL,
  record<JoinRequest>({
    token: field(0, name),
    clusterName: field(1, text(2048)),
    publicKey: field(2, name),
    kubernetes: field(3, name),
    version: field(4, name),
    sealingKey: maybe(5, bytes(32, 32)),
  }),
);

type Joined = Extract<JoinAnswer, { ok: true }>;
type NotJoined = Extract<JoinAnswer, { ok: false }>;
export const joinAnswerMessage = message<JoinAnswer>(
  'join answer',
  SMALL,
  choice<JoinAnswer>((answer) => (answer.ok ? 'joined' : 'refused'), {
    joined: record<Joined>({
      ok: field(0, oneOf(true)),
      cluster: field(1, clusterIdField),
      hub: field(2, name),
      jwt: field(3, jwt),
      trust: field(4, signedTrustSet),
    }),
    refused: record<NotJoined>({ ok: field(0, oneOf(false)), reason: field(1, text()) }),
  }),
);

export const renewRequestMessage = message<RenewRequest>(
  'renewal request',
  SMALL,
  record<RenewRequest>({ trustVersion: field(0, integer()), sealingKey: maybe(1, bytes(32, 32)) }),
);
export const renewAnswerMessage = message<RenewAnswer>(
  'renewal answer',
  SMALL,
  record<RenewAnswer>({ jwt: field(0, jwt), trust: field(1, signedTrustSet) }),
);

export const epochRequestMessage = message<EpochRequest>(
  'epoch request',
  SMALL,
  record<EpochRequest>({ holder: field(0, name), known: field(1, integer()), generation: field(2, integer()) }),
);
export const epochAnswerMessage = message<EpochAnswer>(
  'epoch answer',
  SMALL,
  record<EpochAnswer>({ epoch: field(0, integer(1)) }),
);

export const clockRequestMessage = message<Record<string, never>>(
  'clock request',
  SMALL,
  record<Record<string, never>>({}),
);
export const clockAnswerMessage = message<ClockAnswer>(
  'clock answer',
  SMALL,
  record<ClockAnswer>({ now: field(0, time) }),
);

/** What the text of a join token holds; `join-token.ts` makes the text. */
export const joinTokenMessage = message<JoinToken>(
  'join token',
  SMALL,
  record<JoinToken>({
    id: field(0, name),
    hub: field(1, name),
    cluster: field(2, text(2048)),
    servers: field(3, list(text(2048), 32)),
    jwt: field(4, jwt),
    seed: field(5, name),
    rootFingerprint: field(6, digestField),
  }),
);

const treeNode = record<TreeNode>({
  ...objectKeyFields,
  uid: field(4, name),
  version: field(5, name),
  parent: maybe(6, name),
  sync: maybe(7, syncStatusField),
  health: maybe(8, health),
  createdAt: maybe(9, time),
  message: maybe(10, text()),
});

const fieldChange = record<FieldChange>({
  path: field(0, text()),
  desired: maybe(1, json),
  live: maybe(2, json),
  takenBy: maybe(3, name),
});

const objectComparison = record<ObjectComparison>({
  ...objectKeyFields,
  version: field(4, name),
  change: field(5, oneOf('create', 'change', 'delete')),
  changes: field(6, list(fieldChange)),
});

const LARGE = 8 * 1024 * 1024;
const nothing = message<Record<string, never>>('request', SMALL, record<Record<string, never>>({}));
const accepted = message<{ readonly accepted: boolean }>('answer', SMALL, record({ accepted: field(0, flag) }));

export const liveMessages: {
  readonly [V in keyof LiveRequests]: {
    readonly request: Message<LiveRequests[V]['request']>;
    readonly answer: Message<LiveRequests[V]['answer']>;
  };
} = {
  report: { request: nothing, answer: accepted },
  renew: { request: nothing, answer: accepted },
  operation: {
    request: message(
      'operation request',
      SMALL,
      record<LiveRequests['operation']['request']>({ id: field(0, applicationIdField) }),
    ),
    answer: message(
      'operation answer',
      LARGE,
      record<LiveRequests['operation']['answer']>({ record: maybe(0, operationRecord) }),
    ),
  },
  tree: {
    request: message(
      'tree request',
      SMALL,
      record<LiveRequests['tree']['request']>({ id: field(0, applicationIdField) }),
    ),
    answer: message(
      'resource tree',
      LARGE,
      record<ResourceTree>({ revision: maybe(0, commitField), nodes: field(1, list(treeNode)) }),
    ),
  },
  resource: {
    request: message(
      'resource request',
      SMALL,
      record<LiveRequests['resource']['request']>({
        id: field(0, applicationIdField),
        key: field(1, objectKey),
        bundle: maybe(2, bundleRef),
      }),
    ),
    answer: message(
      'resource answer',
      LARGE,
      record<LiveRequests['resource']['answer']>({
        live: maybe(0, json),
        desired: maybe(1, json),
        changes: field(2, list(fieldChange)),
        predicted: maybe(3, json),
      }),
    ),
  },
  compare: {
    request: message(
      'comparison request',
      SMALL,
      record<LiveRequests['compare']['request']>({ id: field(0, applicationIdField), bundle: field(1, bundleRef) }),
    ),
    answer: message(
      'comparison',
      LARGE,
      record<BundleComparison>({ objects: field(0, list(objectComparison)), unchanged: field(1, integer()) }),
    ),
  },
};
