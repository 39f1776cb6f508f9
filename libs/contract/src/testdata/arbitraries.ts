import { digestOf, healthStatuses, operationPhases, syncStatuses } from '@wheelhouse/core-domain';
import type {
  ApplicationId,
  ClusterId,
  Commit,
  Digest,
  Health,
  ObjectKey,
  OperationId,
  ProjectId,
  Rung,
} from '@wheelhouse/core-domain';
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { BlobEnvelope } from '../blob-envelope.ts';
import type { SealedProjectKey } from '../body-seal.ts';
import type { BundleRef, ClusterKinds, ClusterManifest, Gate, ManifestEntry, RequestedOperation, TargetSpec, Tombstone } from '../manifest.ts';
import type { JoinAnswer, JoinToken, LiveRequests, SignedTrustSet, TrustSet } from '../requests.ts';
import type { ObjectOutcome, OperationRecord, OperationStatus, OperationStep } from '../operation.ts';
import type { Heartbeat, ResourceStatus, SpokeEvent, StatusReport, TargetStatus } from '../status.ts';

// Any value of each message's type, for `decode ∘ encode = id` and for fuzzing.

const digits = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
export const digests = digits('0123456789abcdef', 64) as Arbitrary<Digest>;
export const applicationIds = digits('0123456789abcdef', 16) as Arbitrary<ApplicationId>;
export const clusterIds = digits('abcdefghijklmnopqrstuvwxyz234567', 16) as Arbitrary<ClusterId>;
export const projectIds = clusterIds as Arbitrary<string> as Arbitrary<ProjectId>;
const commits = digits('0123456789abcdef', 40) as Arbitrary<Commit>;
const operationIds = fc.uuid() as Arbitrary<OperationId>;
const hashes = digits('0123456789abcdef', 32);
const words = fc.string({ unit: 'grapheme', maxLength: 20 });
const counts = fc.nat();
export const times = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const bytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });

/** A record whose optional members are left out, never undefined. */
const some = <T extends object, K extends keyof T>(required: readonly K[], model: { [M in keyof T]-?: Arbitrary<T[M]> }) =>
  fc.record(model as never, { requiredKeys: required as never }) as unknown as Arbitrary<T>;

const health = some<Health, 'status'>(['status'], { status: fc.constantFrom(...healthStatuses), message: words });
const objectKeys = fc.record<ObjectKey>({ group: words, kind: words, namespace: words, name: words });
const bundleRefs = fc.record<BundleRef>({ project: projectIds, digest: digests, revision: commits });
const rungs = fc.record<Rung>({ bundle: digests, spec: digests, revision: commits });

const operations = some<RequestedOperation, 'id' | 'kind' | 'prune' | 'dryRun' | 'requestedBy'>(
  ['id', 'kind', 'prune', 'dryRun', 'requestedBy'],
  {
    id: operationIds,
    kind: fc.constantFrom('sync', 'terminate', 'refresh'),
    bundle: bundleRefs,
    prune: fc.boolean(),
    dryRun: fc.boolean(),
    requestedBy: words,
    force: fc.boolean(),
    resources: fc.array(objectKeys, { minLength: 1, maxLength: 3 }),
    suspend: fc.boolean(),
    confirm: fc.boolean(),
  },
);

export const specs: Arbitrary<TargetSpec> = fc.record({
  identity: fc.record({ project: words, namespace: words, name: words }),
  destinationNamespace: words,
  syncPolicy: some<TargetSpec['syncPolicy'], 'syncOptions'>(['syncOptions'], {
    automated: fc.record({ prune: fc.boolean(), selfHeal: fc.boolean(), allowEmpty: fc.boolean() }),
    syncOptions: fc.array(words, { maxLength: 3 }),
    retry: fc.record({
      limit: fc.integer({ min: -1, max: 100 }),
      backoff: fc.record({ durationMs: counts, factor: fc.constantFrom(1, 1.5, 2), maxDurationMs: counts }),
    }),
    managedNamespaceMetadata: fc.record({
      labels: fc.dictionary(words, words, { noNullPrototype: true }),
      annotations: fc.dictionary(words, words, { noNullPrototype: true }),
    }),
  }),
  ignoreDifferences: fc.array(
    some<TargetSpec['ignoreDifferences'][number], never>(
      ['group', 'kind', 'jsonPointers', 'jqPathExpressions', 'managedFieldsManagers'] as never,
      {
        group: words,
        kind: words,
        name: words,
        namespace: words,
        jsonPointers: fc.array(words, { maxLength: 2 }),
        jqPathExpressions: fc.array(words, { maxLength: 2 }),
        managedFieldsManagers: fc.array(words, { maxLength: 2 }),
      },
    ),
    { maxLength: 2 },
  ),
  cascade: fc.boolean(),
});

export const gates: Arbitrary<Gate> = fc.oneof(
  fc.constant<Gate>({ kind: 'manual' }),
  words.map((reason): Gate => ({ kind: 'guardrail', reason })),
  words.map((reason): Gate => ({ kind: 'cycle', reason })),
  fc.record({ id: words, why: words, manualSync: fc.boolean() }).map((some): Gate => ({
    kind: 'window',
    rule: {
      ...{ title: some.id, kind: 'deny', openEnds: true, schedule: { cron: '0 22 * * *' }, durationMs: 60_000, timeZone: 'UTC' },
      ...{ spans: [], exceptions: [], windows: [], syncOverrun: false, heal: 'deny', emergency: false },
      ...some,
    },
  })),
);

type Chosen = Omit<ManifestEntry, 'spec' | 'gates'> & { readonly spec: TargetSpec; readonly gates: readonly Gate[] };

const chosen = some<Chosen, 'id' | 'spec' | 'gates'>(['id', 'spec', 'gates'], {
  id: applicationIds,
  spec: specs,
  current: bundleRefs,
  staged: bundleRefs,
  gates: fc.array(gates, { maxLength: 2 }),
  operation: operations,
  serviceAccount: words,
});

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

interface Whole {
  readonly cluster: ClusterId;
  readonly generation: number;
  readonly requires: string[];
  readonly entries: Chosen[];
  readonly removed: ClusterManifest['removed'];
  readonly keys: readonly (readonly [string, SealedProjectKey])[];
  readonly kinds: readonly (readonly [ProjectId, ClusterKinds])[];
}

function manifestOf({ cluster, generation, requires, entries, removed, keys, kinds }: Whole): ClusterManifest {
  const specMap = new Map(entries.map((entry) => [digestOf(entry.spec), entry.spec]));
  const gateMap = new Map(entries.flatMap((entry) => entry.gates.map((gate) => [digestOf(gate), gate])));
  return {
    wire: 1,
    hub: 'hub-1',
    cluster,
    generation,
    requires: [...requires].sort(),
    applications: entries
      .map((entry) => ({ ...entry, spec: digestOf(entry.spec), gates: entry.gates.map(digestOf) }))
      .sort(byId),
    removed: [...removed].sort(byId),
    ...(keys.length > 0 ? { keys: new Map([...keys].sort(byKey)) } : {}),
    ...(kinds.length > 0 ? { clusterKinds: new Map([...kinds].sort(byKey)) } : {}),
    specs: new Map([...specMap].sort(byKey)),
    gates: new Map([...gateMap].sort(byKey)),
  };
}

const groupKinds = fc.record({ group: words, kind: words });

const wholes = fc.record<Whole>({
  cluster: clusterIds,
  generation: counts,
  requires: fc.array(words, { maxLength: 2 }),
  entries: fc.uniqueArray(chosen, { selector: (entry) => entry.id, maxLength: 5 }),
  removed: fc.uniqueArray(
    some<Tombstone, 'id' | 'mode' | 'operation'>(['id', 'mode', 'operation'], {
      id: applicationIds,
      mode: fc.constantFrom('prune', 'orphan'),
      operation: operationIds,
      confirmed: fc.array(objectKeys, { maxLength: 2 }),
    }),
    { selector: (tombstone) => tombstone.id, maxLength: 3 },
  ),
  keys: fc.uniqueArray(
    fc.tuple(
      words.filter((id) => id.length <= 64),
      fc.record<SealedProjectKey>({ project: projectIds, sealed: fc.uint8Array({ minLength: 1, maxLength: 4 }) }),
    ),
    { selector: ([id]) => id, maxLength: 2 },
  ),
  kinds: fc.uniqueArray(
    fc.tuple(projectIds, fc.record<ClusterKinds>({ allowed: fc.array(groupKinds), denied: fc.array(groupKinds) })),
    { selector: ([id]) => id, maxLength: 2 },
  ),
});

/** In canonical order, as it comes out of `decode`. */
export const manifests: Arbitrary<ClusterManifest> = wholes.map(manifestOf);

/** Two manifests of one cluster that share some of their applications. */
export const changes: Arbitrary<readonly [ClusterManifest, ClusterManifest]> = fc
  .tuple(wholes, wholes, fc.infiniteStream(fc.nat(2)))
  .map(([a, b, coin]) => {
    const kept = a.entries.flatMap((entry) => {
      const fate = coin.next().value;
      return fate === 0 ? [] : [fate === 1 ? entry : { ...entry, gates: [{ kind: 'manual' } as const] }];
    });
    const ids = new Set(kept.map((entry) => entry.id));
    const entries = [...kept, ...b.entries.filter((entry) => !ids.has(entry.id))];
    return [manifestOf(a), manifestOf({ ...b, cluster: a.cluster, generation: a.generation + 1, entries })] as const;
  });

export const resources = some<ResourceStatus, keyof ObjectKey | 'version' | 'sync'>(
  ['group', 'kind', 'namespace', 'name', 'version', 'sync'],
  {
    group: words,
    kind: words,
    namespace: words,
    name: words,
    version: words,
    sync: fc.constantFrom(...syncStatuses),
    health,
    message: words,
    confirm: fc.boolean(),
  },
);

const steps = some<OperationStep, 'phase' | 'wave' | 'total' | 'written' | 'done' | 'failed'>(
  ['phase', 'wave', 'total', 'written', 'done', 'failed'],
  {
    phase: words,
    wave: fc.integer(),
    startedAt: times,
    finishedAt: times,
    total: counts,
    written: counts,
    done: counts,
    failed: counts,
  },
);

const statuses = some<OperationStatus, 'id' | 'phase' | 'message' | 'startedAt' | 'attempt' | 'initiatedBy'>(
  ['id', 'phase', 'message', 'startedAt', 'attempt', 'initiatedBy'],
  {
    id: operationIds,
    phase: fc.constantFrom(...operationPhases),
    message: words,
    startedAt: times,
    finishedAt: times,
    attempt: counts,
    initiatedBy: words,
    nextEligibleAt: fc.nat(),
    revision: commits,
    cause: words,
    dryRun: fc.boolean(),
    steps: fc.array(steps, { maxLength: 3 }),
  },
);

const outcomes = some<
  ObjectOutcome,
  'group' | 'kind' | 'namespace' | 'name' | 'phase' | 'wave' | 'action' | 'code'
>(['group', 'kind', 'namespace', 'name', 'phase', 'wave', 'action', 'code'], {
  ...{ group: words, kind: words, namespace: words, name: words },
  ...{ phase: words, wave: fc.integer(), action: words, code: words, message: words },
  ...{ startedAt: times, finishedAt: times },
});

export const operationRecords: Arbitrary<OperationRecord> = fc.record({
  operation: statuses,
  objects: fc.array(outcomes, { maxLength: 4 }),
  omitted: counts,
});

export const targets = some<TargetStatus, 'id' | 'sync' | 'health' | 'counts' | 'resources' | 'conditions'>(
  ['id', 'sync', 'health', 'counts', 'resources', 'conditions'],
  {
    id: applicationIds,
    applied: rungs,
    healthy: rungs,
    sync: some<TargetStatus['sync'], 'status'>(['status'], {
      status: fc.constantFrom(...syncStatuses),
      reason: words,
    }),
    health,
    operation: statuses,
    counts: fc.record({ total: counts, synced: counts, healthy: counts }),
    resources: fc.array(resources, { maxLength: 3 }),
    conditions: fc.array(fc.record({ type: words, message: words, since: times }), { maxLength: 2 }),
  },
);

export const reports: Arbitrary<StatusReport> = fc.record({
  wire: fc.constant(1),
  cluster: clusterIds,
  epoch: counts,
  seq: counts,
  full: fc.boolean(),
  targets: fc.array(targets, { maxLength: 4 }),
  gone: fc.array(
    some<StatusReport['gone'][number], 'id'>(['id'], { id: applicationIds, operation: operationIds }),
    { maxLength: 2 },
  ),
  hash: hashes,
});

const heartbeatRequired = [
  'cluster',
  'epoch',
  'seq',
  'generation',
  'hash',
  'targets',
  'wire',
  'features',
  'version',
  'kubernetes',
  'node',
  'now',
] as const;

export const heartbeats = some<Heartbeat, (typeof heartbeatRequired)[number]>(heartbeatRequired, {
  cluster: clusterIds,
  epoch: counts,
  seq: counts,
  generation: counts,
  hash: hashes,
  targets: counts,
  wire: fc.constant({ min: 1, max: 1 }),
  features: fc.array(words, { maxLength: 3 }),
  version: words,
  kubernetes: words,
  node: words,
  now: times,
  refusals: fc.array(
    fc.record({ kind: words, count: fc.integer({ min: 1 }), reason: words, at: times, standing: fc.boolean() }),
    { maxLength: 3 },
  ),
  trust: counts,
  credentials: counts,
  clock: fc.record({ skew: fc.maxSafeInteger(), uncertainty: counts }),
});

export const events = some<SpokeEvent, 'cluster' | 'at' | 'type' | 'reason' | 'message'>(
  ['cluster', 'at', 'type', 'reason', 'message'],
  {
    cluster: clusterIds,
    application: applicationIds,
    at: times,
    type: fc.constantFrom('Normal', 'Warning'),
    reason: words,
    message: words,
    record: operationRecords,
  },
);

export const trustSets: Arbitrary<TrustSet> = fc.record({
  hub: words,
  version: fc.integer({ min: 1 }),
  keys: fc.array(fc.record({ id: words, publicKey: bytes(32, 32) }), { maxLength: 3 }),
});

export const signedTrustSets: Arbitrary<SignedTrustSet> = fc.record({
  body: bytes(1, 100),
  rootKey: bytes(32, 32),
  signature: bytes(64, 64),
});

export const joinTokens: Arbitrary<JoinToken> = fc.record({
  id: words,
  hub: words,
  cluster: words,
  servers: fc.array(words, { maxLength: 3 }),
  jwt: words,
  seed: words,
  rootFingerprint: digests,
});

export const joinRequests = fc.record({
  token: words,
  clusterName: words,
  publicKey: words,
  kubernetes: words,
  version: words,
});

export const joinAnswers: Arbitrary<JoinAnswer> = fc.oneof(
  fc.record({ ok: fc.constant(true as const), cluster: clusterIds, hub: words, jwt: words, trust: signedTrustSets }),
  fc.record({ ok: fc.constant(false as const), reason: words }),
);

export const renewAnswers = fc.record({ jwt: words, trust: signedTrustSets });
export const epochRequests = fc.record({ holder: words, known: counts, generation: counts });
export const blobs: Arbitrary<BlobEnvelope> = fc.record({
  version: fc.constant(1 as const),
  kind: fc.constantFrom('bundle', 'index', 'object', 'manifest'),
  codec: fc.constantFrom('none', 'zstd', 'gzip'),
  keyId: words,
  project: projectIds,
  digest: digests,
  size: fc.nat(1000),
  body: bytes(0, 200),
});

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

export const trees = some<LiveRequests['tree']['answer'], 'nodes'>(['nodes'], {
  revision: commits,
  nodes: fc.array(
    some<LiveRequests['tree']['answer']['nodes'][number], keyof ObjectKey | 'uid' | 'version'>(
      ['group', 'kind', 'namespace', 'name', 'uid', 'version'],
      {
        group: words,
        kind: words,
        namespace: words,
        name: words,
        uid: words,
        version: words,
        parent: words,
        sync: fc.constantFrom(...syncStatuses),
        health,
        createdAt: times,
        message: words,
      },
    ),
    { maxLength: 4 },
  ),
});

const fieldChanges = fc.array(
  some<LiveRequests['resource']['answer']['changes'][number], 'path'>(['path'], {
    path: words,
    desired: json,
    live: json,
    takenBy: words,
  }),
  { maxLength: 3 },
);

export const resourceQuestions = some<LiveRequests['resource']['request'], 'id' | 'key'>(['id', 'key'], {
  id: applicationIds,
  key: objectKeys,
  bundle: bundleRefs,
});
export const resourceAnswers = some<LiveRequests['resource']['answer'], 'changes'>(['changes'], {
  live: json,
  desired: json,
  predicted: json,
  changes: fieldChanges,
});
export const comparisonQuestions = fc.record({ id: applicationIds, bundle: bundleRefs });
export const comparisons = fc.record<LiveRequests['compare']['answer']>({
  objects: fc.array(
    fc.record({
      ...{ group: words, kind: words, namespace: words, name: words, version: words },
      change: fc.constantFrom('create', 'change', 'delete'),
      changes: fieldChanges,
    }),
    { maxLength: 3 },
  ),
  unchanged: fc.nat(),
});
