import type {
  ApplicationIdentity,
  ApplicationReference,
  Digest,
  GroupKindGlob,
  IgnoreDifference,
  SyncPolicy,
  WindowRule,
} from '@wheelhouse/core-domain';
import { sealedProjectKey } from './body-seal.ts';
import type {
  BundleRef,
  ClusterKinds,
  ClusterManifest,
  Gate,
  ManifestDelta,
  ManifestEntry,
  RequestedOperation,
  TargetSpec,
  Tombstone,
} from './manifest.ts';
import { message, type Message } from './message.ts';
import { dictionary, finite, flag, integer, json, list, mapped, oneOf, table, text } from './wire/codec.ts';
import type { Codec } from './wire/codec.ts';
import {
  applicationIdField,
  clusterIdField,
  commitField,
  digestField,
  name,
  objectKey,
  operationIdField,
  projectIdField,
  time,
} from './wire/fields.ts';
import { Malformed } from './wire/malformed.ts';
import { choice, field, maybe, record } from './wire/record.ts';
import { WIRE_VERSION } from './subjects.ts';

export const bundleRef = record<BundleRef>({
  project: field(0, projectIdField),
  digest: field(1, digestField),
  revision: field(2, commitField),
});

const operation = record<RequestedOperation>({
  id: field(0, operationIdField),
  kind: field(1, oneOf('sync', 'terminate', 'refresh')),
  bundle: maybe(2, bundleRef),
  prune: field(3, flag),
  dryRun: field(4, flag),
  requestedBy: field(5, name),
  force: maybe(6, flag),
  resources: maybe(7, list(objectKey, 4096)),
  suspend: maybe(8, flag),
  confirm: maybe(9, flag),
});

const entry = record<ManifestEntry>({
  id: field(0, applicationIdField),
  spec: field(1, digestField),
  current: maybe(2, bundleRef),
  staged: maybe(3, bundleRef),
  gates: field(4, list(digestField, 4096)),
  operation: maybe(5, operation),
  serviceAccount: maybe(6, name),
});

const tombstone = record<Tombstone>({
  id: field(0, applicationIdField),
  mode: field(1, oneOf('prune', 'orphan')),
  operation: field(2, operationIdField),
  confirmed: maybe(3, list(objectKey, 4096)),
});

const texts = list(text(), 4096);

const syncPolicy = record<SyncPolicy>({
  automated: maybe(0, record({ prune: field(0, flag), selfHeal: field(1, flag), allowEmpty: field(2, flag) })),
  syncOptions: field(1, texts),
  retry: maybe(
    2,
    record<NonNullable<SyncPolicy['retry']>>({
      limit: field(0, integer(-1)),
      backoff: field(
        1,
        record({ durationMs: field(0, integer()), factor: field(1, finite), maxDurationMs: field(2, integer()) }),
      ),
    }),
  ),
  managedNamespaceMetadata: maybe(
    3,
    record<NonNullable<SyncPolicy['managedNamespaceMetadata']>>({
      labels: field(0, dictionary(text())),
      annotations: field(1, dictionary(text(262_144))),
    }),
  ),
});

const ignoreDifference = record<IgnoreDifference>({
  group: field(0, name),
  kind: field(1, name),
  name: maybe(2, name),
  namespace: maybe(3, name),
  jsonPointers: field(4, texts),
  jqPathExpressions: field(5, texts),
  managedFieldsManagers: field(6, texts),
});

const targetSpec = record<TargetSpec>({
  identity: field(
    0,
    record<ApplicationIdentity>({ project: field(0, name), namespace: field(1, name), name: field(2, name) }),
  ),
  destinationNamespace: field(1, name),
  syncPolicy: field(2, syncPolicy),
  ignoreDifferences: field(3, list(ignoreDifference, 4096)),
  cascade: field(4, flag),
  approvedAt: maybe(5, time),
  dependsOn: maybe(6, list(record<ApplicationReference>({ namespace: field(0, name), name: field(1, name) }), 256)),
});

/** As JSON: a window is judged by the same code on both sides, and one that it can not read blocks. */
const windowRule = mapped(
  json,
  (value) => value as WindowRule,
  (rule): unknown => rule,
);

const gate: Codec<Gate> = choice<Gate>((value) => value.kind, {
  manual: record<Gate & { kind: 'manual' }>({ kind: field(0, oneOf('manual')) }),
  guardrail: record<Gate & { kind: 'guardrail' }>({ kind: field(0, oneOf('guardrail')), reason: field(1, text()) }),
  cycle: record<Gate & { kind: 'cycle' }>({ kind: field(0, oneOf('cycle')), reason: field(1, text()) }),
  window: record<Gate & { kind: 'window' }>({ kind: field(0, oneOf('window')), rule: field(1, windowRule) }),
});

const MAX_KEYS = 4096;
const keys = table(text(64), sealedProjectKey, MAX_KEYS);

const groupKinds = list(record<GroupKindGlob>({ group: field(0, name), kind: field(1, name) }), 4096);
const clusterKinds = table(
  projectIdField,
  record<ClusterKinds>({ allowed: field(0, groupKinds), denied: field(1, groupKinds) }),
);

const manifest = record<ClusterManifest>({
  wire: field(0, integer(1)),
  hub: field(1, name),
  cluster: field(2, clusterIdField),
  generation: field(3, integer()),
  requires: field(4, list(name, 256)),
  applications: field(5, list(entry)),
  removed: field(6, list(tombstone)),
  specs: field(7, table(digestField, targetSpec)),
  gates: field(8, table(digestField, gate)),
  keys: maybe(9, keys),
  clusterKinds: maybe(10, clusterKinds),
});

/** Sorted, and only with the specs and gates that an entry names: equal manifests are equal bytes. */
const canonical: Codec<ClusterManifest> = {
  pack: (value) => manifest.pack(canonicalManifest(value)),
  unpack(wire) {
    const value = manifest.unpack(wire);
    if (value.wire > WIRE_VERSION) {
      const message = `speaks wire version ${value.wire}, and ${WIRE_VERSION} is the highest known here`;
      throw new Malformed(message, { code: 'NOT_SUPPORTED' }).under('wire');
    }
    checkOrder(value.applications, 'applications');
    checkOrder(value.removed, 'removed');
    checkReferences(value);
    return value;
  },
};

const canonicalOf = new WeakMap<ClusterManifest, ClusterManifest>();
const bytesOf = new WeakMap<ClusterManifest, Uint8Array>();

/** Manifests are never changed, only replaced: each is put in order once. */
export function canonicalManifest(value: ClusterManifest): ClusterManifest {
  const known = canonicalOf.get(value);
  if (known) return known;
  const inOrder = putInOrder(value);
  canonicalOf.set(value, inOrder);
  canonicalOf.set(inOrder, inOrder);
  return inOrder;
}

function putInOrder({ keys: known, clusterKinds: kinds, ...value }: ClusterManifest): ClusterManifest {
  const applications = sortedById(value.applications);
  return {
    ...value,
    ...(known && known.size > 0 ? { keys: known } : {}),
    ...(kinds && kinds.size > 0 ? { clusterKinds: kinds } : {}),
    requires: [...value.requires].sort(),
    applications,
    removed: sortedById(value.removed),
    specs: pick(
      value.specs,
      applications.map((one) => one.spec),
    ),
    gates: pick(
      value.gates,
      applications.flatMap((one) => one.gates),
    ),
  };
}

function sortedById<T extends { readonly id: string }>(values: readonly T[]): readonly T[] {
  const inOrder = values.every((value, i) => i === 0 || values[i - 1]!.id < value.id);
  return inOrder ? values : [...values].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function pick<V>(map: ReadonlyMap<Digest, V>, wanted: Iterable<Digest>): ReadonlyMap<Digest, V> {
  const out = new Map<Digest, V>();
  for (const digest of wanted) {
    const value = map.get(digest);
    if (value === undefined) throw new TypeError(`the manifest names ${digest} and does not hold it`);
    out.set(digest, value);
  }
  return out;
}

function checkOrder(values: readonly { readonly id: string }[], where: string): void {
  const at = values.findIndex((value, i) => i > 0 && values[i - 1]!.id >= value.id);
  if (at > 0)
    throw new Malformed('is out of order, or there twice', { code: 'DUPLICATE_NAME' }).under(`[${at}].id`).under(where);
}

function checkReferences({ applications, specs, gates }: ClusterManifest): void {
  for (const [at, one] of applications.entries()) {
    const lost = specs.has(one.spec) ? one.gates.find((digest) => !gates.has(digest)) : one.spec;
    if (lost !== undefined)
      throw new Malformed(`names ${lost}, which the manifest does not hold`).under(`applications[${at}]`);
  }
}

const plainManifest = message<ClusterManifest>('manifest', 16 * 1024 * 1024, canonical);

export const manifestMessage: Message<ClusterManifest> = {
  ...plainManifest,
  /** Once for each manifest: its digest, its row, the message and the next change all want these bytes. */
  encode(value) {
    const inOrder = canonicalManifest(value);
    const bytes = bytesOf.get(inOrder) ?? plainManifest.encode(inOrder);
    bytesOf.set(inOrder, bytes);
    return bytes;
  },
};

export const deltaMessage = message<ManifestDelta>(
  'manifest delta',
  64 * 1024,
  record<ManifestDelta>({
    generation: field(0, integer()),
    base: field(1, integer()),
    baseDigest: field(2, digestField),
    newDigest: field(3, digestField),
    set: field(4, list(entry)),
    del: field(5, list(applicationIdField)),
    removed: field(6, list(tombstone)),
    specs: field(7, table(digestField, targetSpec)),
    gates: field(8, table(digestField, gate)),
    requires: maybe(9, list(name, 256)),
    keys: maybe(10, keys),
    clusterKinds: maybe(11, clusterKinds),
  }),
);

/** The names in `requires` that are not in `known`: the spoke reports `Unknown` with them and changes nothing. */
export const unknownFeatures = (value: ClusterManifest, known: readonly string[]): readonly string[] =>
  value.requires.filter((feature) => !known.includes(feature));
