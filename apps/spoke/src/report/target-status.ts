import { limitResources } from '@wheelhouse/contract';
import type { OperationStatus, ResourceStatus, TargetStatus, Tombstone } from '@wheelhouse/contract';
import { keyText } from '@wheelhouse/core-domain';
import type { Health, ObjectKey } from '@wheelhouse/core-domain';
import { applicationHealth } from '@wheelhouse/core-health';
import { versionOf } from '@wheelhouse/core-domain';
import { pruneCondition, WAITS_FOR_CONFIRMATION } from '../sync/confirmation.ts';
import { describeDrift } from '../sync/describe-drift.ts';
import type { Condition, Target } from '../sync/target.ts';

/** A health with what the failing pods of a workload say in its message. */
export type HealthOf = (key: string, health: Health | undefined) => Health | undefined;

interface Seen {
  readonly key: ObjectKey;
  readonly version: string;
  readonly synced: boolean;
  readonly health: Health | undefined;
  readonly missing: boolean;
  readonly ignored: boolean;
  readonly message: string | undefined;
  /** It waits for a person to agree to its deletion. */
  readonly confirm?: boolean;
}

const MISSING: Health = { status: 'Missing', message: 'it is not in the cluster' };

/** What the hub is told of a target: a projection of what is known, so that equal knowledge gives equal bytes. Pure. */
export function targetStatus(target: Target, healthOf: HealthOf): TargetStatus {
  const seen = seenObjects(target, healthOf);
  const { stored } = target;
  const health = applicationHealth(
    seen.map(({ key, health, missing, ignored }) => ({ key, missing, ignored, ...(health ? { health } : {}) })),
  );
  return {
    id: target.id,
    ...(stored.applied ? { applied: stored.applied } : {}),
    ...(stored.healthy ? { healthy: stored.healthy } : {}),
    sync: syncOf(target, seen),
    health,
    ...(target.operation ? { operation: operationNow(target, target.operation) } : {}),
    counts: {
      total: seen.length,
      synced: seen.filter(({ synced }) => synced).length,
      healthy: seen.filter(({ missing, health: own }) => !missing && (own === undefined || own.status === 'Healthy'))
        .length,
    },
    resources: limitResources(seen.map(resourceStatus)),
    conditions: conditionsOf(target).sort((a, b) => (a.type < b.type ? -1 : 1)),
  };
}

/** Between two attempts an operation still runs; that the last one failed must be seen then, too. */
function retrying({ attempt, operation }: Target): Condition[] {
  if (attempt?.nextAt === undefined || operation?.phase !== 'Running') return [];
  const message = `attempt ${attempt.count} failed, there will be another: ${attempt.message}`;
  return [{ type: 'SyncRetrying', message, since: operation.startedAt }];
}

function conditionsOf(target: Target): Condition[] {
  const toPrune = target.wanted.tombstone ? undefined : pruneCondition(target);
  return [...target.conditions.values(), ...(toPrune ? [toPrune] : []), ...retrying(target)];
}

/** With how far it has come. */
const operationNow = ({ run }: Target, operation: OperationStatus): OperationStatus =>
  run?.job.operation === operation.id ? { ...operation, steps: run.steps() } : operation;

function seenObjects(target: Target, healthOf: HealthOf): Seen[] {
  const { tombstone } = target.wanted;
  const kept = new Map((tombstone ? [] : target.stored.kept).map((one) => [keyText(one.key), one]));
  const seen = target.stored.inventory.map(({ key, apiVersion }): Seen => {
    const text = keyText(key);
    const record = target.records.get(text);
    const drift = target.drift.get(text);
    const failure = target.failures.get(text)?.message ?? drift?.failure;
    const confirm = tombstone ? target.unconfirmed.has(text) : kept.get(text)?.confirm;
    const keptFor = kept.get(text)?.reason;
    const toGo =
      tombstone && confirm
        ? 'to delete: its sync option Delete=confirm waits for a person'
        : keptFor && `to prune: ${keptFor}`;
    const unwritten = !record && !target.wasWritten(text);
    return {
      key,
      version: versionOf(apiVersion),
      synced: !drift && !unwritten && failure === undefined && toGo === undefined,
      health: record ? healthOf(text, record.health) : undefined,
      missing: record === undefined,
      ignored: record?.ignoresHealth ?? false,
      message: failure ?? (drift && describeDrift(drift)) ?? (unwritten ? 'not written yet' : toGo),
      ...(confirm ? { confirm } : {}),
    };
  });
  const known = new Set(seen.map(({ key }) => keyText(key)));
  for (const [text, { key, apiVersion, message }] of target.failures) {
    if (known.has(text)) continue;
    const version = versionOf(apiVersion);
    seen.push({ key, version, synced: false, health: undefined, missing: true, ignored: false, message });
  }
  return seen;
}

function syncOf(target: Target, seen: readonly Seen[]): TargetStatus['sync'] {
  const { entry, tombstone, unknownFeatures } = target.wanted;
  if (target.blocked !== undefined) return { status: 'Unknown', reason: target.blocked };
  if (unknownFeatures.length > 0)
    return { status: 'Unknown', reason: `unknown feature: ${unknownFeatures.join(', ')}` };
  if (tombstone) return { status: 'OutOfSync', reason: leavingText(target, tombstone) };
  if (!entry) return { status: 'Unknown', reason: withoutEntry(target) };
  if (target.syncing) return { status: 'OutOfSync', reason: target.run?.waitsFor ?? 'syncing' };
  const { applied } = target.stored;
  if (entry.current && (applied?.bundle !== entry.current.digest || applied.spec !== entry.spec)) {
    return { status: 'OutOfSync', reason: whyNotApplied(target) };
  }
  const apart = seen.find(({ synced }) => !synced);
  if (!apart) return { status: 'Synced' };
  const more = seen.filter(({ synced }) => !synced).length - 1;
  const reason = `${apart.key.kind} ${apart.key.name}: ${apart.message ?? 'differs'}${more > 0 ? ` (and ${more} more)` : ''}`;
  return { status: 'OutOfSync', reason };
}

const leavingText = ({ conditions }: Target, { mode }: Tombstone): string =>
  conditions.get(WAITS_FOR_CONFIRMATION)?.message ?? (mode === 'prune' ? 'being deleted' : 'being let go');

const whyNotApplied = ({ stored: { suspended }, waitsFor, attempt }: Target): string =>
  suspended ? `suspended by ${suspended.by}` : (waitsFor ?? attempt?.message ?? 'not applied yet');

function withoutEntry({ stored: { readopted } }: Target): string {
  const found =
    readopted === undefined ? '' : `; its state was lost, and ${readopted} objects were found by their marks`;
  return `withdrawn without order${found}`;
}

function resourceStatus({ key, version, synced, health, missing, message, confirm }: Seen): ResourceStatus {
  const shown = missing ? MISSING : health;
  return {
    ...key,
    version,
    sync: synced ? 'Synced' : 'OutOfSync',
    ...(shown ? { health: shown } : {}),
    ...(message === undefined ? {} : { message }),
    ...(confirm ? { confirm } : {}),
  };
}

/** The rung that became healthy: everything of it is applied, seen, as applied, and well. */
export function isHealthyNow(target: Target, status: TargetStatus): boolean {
  const { inventory } = target.stored;
  return (
    status.sync.status === 'Synced' &&
    status.health.status === 'Healthy' &&
    inventory.every(({ key }) => target.records.has(keyText(key)))
  );
}
