import type { ApplicationView } from '@wheelhouse/adapter-postgres';
import type { TargetStatus } from '@wheelhouse/contract';
import { shownRevision, stageOf } from '@wheelhouse/core-domain';
import { reasonsNotSynced } from '@wheelhouse/core-health';
import { toCondition } from './describe-condition.ts';
import { operationOf } from './describe-operation.ts';
import { toEnum, type HealthStatus, type SyncStatus, type TargetStage } from './models/enums.ts';
import type { ConditionModel, WaitReasonModel } from './models/condition.model.ts';
import type { ResourceKeyModel } from './models/resource.model.ts';
import { toYaml } from './yaml.ts';

type RawSource = { repoURL?: string; targetRevision?: string; path?: string };
interface RawSpec {
  source?: RawSource;
  sources?: RawSource[];
  destination?: { name?: string; server?: string; namespace?: string };
  syncPolicy?: { automated?: { enabled?: boolean; selfHeal?: boolean; prune?: boolean } | null };
}

const specOf = (view: ApplicationView): RawSpec => (view.manifest['spec'] ?? {}) as RawSpec;
const detailOf = (view: ApplicationView): Partial<TargetStatus> => (view.detail ?? {}) as Partial<TargetStatus>;

export const sourcesOf = (view: ApplicationView): { repoURL: string; targetRevision: string; path: string }[] => {
  const { source, sources } = specOf(view);
  return (sources ?? (source ? [source] : [])).map((one) => ({
    repoURL: one.repoURL ?? '',
    targetRevision: one.targetRevision ?? 'HEAD',
    path: one.path ?? '.',
  }));
};

const autoSync = (view: ApplicationView): boolean => {
  const automated = specOf(view).syncPolicy?.automated;
  return automated != null && automated.enabled !== false;
};

/** What is wrong on either side, errors first. */
function conditionsOf(view: ApplicationView): ConditionModel[] {
  const detail = detailOf(view);
  const operation = detail.operation;
  const failed = operation && (operation.phase === 'Failed' || operation.phase === 'Error');
  return [
    ...view.problems.map((problem) => toCondition(problem, 'ERROR')),
    ...(failed
      ? [
          toCondition(
            {
              type: 'SyncError',
              message: operation.message,
              since: new Date(operation.finishedAt ?? operation.startedAt).toISOString(),
            },
            'ERROR',
          ),
        ]
      : []),
    ...(detail.conditions ?? []).map(({ type, message, since }) =>
      toCondition(
        { type, message, since: new Date(since).toISOString() },
        /Error|Unknown|Failed|Lost|Refused|Retrying/.test(type) ? 'ERROR' : 'WARNING',
      ),
    ),
    ...view.warnings.map((problem) => toCondition(problem, 'WARNING')),
  ];
}

/** Why the target does not move, in the order in which it matters; each names who or what clears it. */
function waitReasonsOf(view: ApplicationView): WaitReasonModel[] {
  const { operation, conditions = [], resources = [] } = detailOf(view);
  const { enabled = true, selfHeal = false, prune = false } = specOf(view).syncPolicy?.automated ?? { enabled: false };
  return reasonsNotSynced({
    stage: stageOf(view.ladder),
    removal: view.removal,
    problems: view.problems,
    gates: view.gates,
    ...(view.clusterName ? { cluster: { name: view.clusterName, connected: view.clusterConnected === true } } : {}),
    sync: { status: view.sync as TargetStatus['sync']['status'], reason: view.syncReason },
    health: {
      status: view.health as TargetStatus['health']['status'],
      ...(view.healthMessage ? { message: view.healthMessage } : {}),
    },
    ...(operation ? { operation } : {}),
    conditions,
    automated: { enabled, selfHeal, prune },
    resources: resources.filter(({ sync }) => sync === 'OutOfSync'),
  });
}

const awaitsConfirmationOf = (view: ApplicationView): ResourceKeyModel[] =>
  (detailOf(view).resources ?? []).flatMap(({ confirm, group, kind, namespace, name }) =>
    confirm ? [{ group, kind, namespace, name }] : [],
  );

/** The plain fields of an Application; the rest are resolved when asked for. */
export function describeApplication(view: ApplicationView) {
  const { destination } = specOf(view);
  const counts = detailOf(view).counts ?? { total: 0, synced: 0, healthy: 0 };
  const revision = (rung: 'desired' | 'published' | 'admitted' | 'applied' | 'healthy') =>
    shownRevision(view.ladder, rung) ?? null;
  return {
    view,
    id: view.id,
    name: view.name,
    namespace: view.namespace,
    project: view.project,
    labels: view.labels,
    destination: {
      name: destination?.name ?? null,
      server: destination?.server ?? null,
      namespace: destination?.namespace ?? '',
    },
    stage: toEnum<TargetStage>(view.stage),
    sync: { status: toEnum<SyncStatus>(view.sync), reason: view.syncReason },
    health: { status: toEnum<HealthStatus>(view.health), message: view.healthMessage },
    revisions: {
      desired: revision('desired'),
      published: revision('published'),
      admitted: revision('admitted'),
      applied: revision('applied'),
      healthy: revision('healthy'),
    },
    operation: operationOf(view) ?? null,
    resourceCounts: { total: counts.total, synced: counts.synced, healthy: counts.healthy },
    conditions: conditionsOf(view),
    waitReasons: waitReasonsOf(view),
    awaitsConfirmation: awaitsConfirmationOf(view),
    autoSync: autoSync(view),
    // Only where a query selects it: lists are long, and this is the dear part of a row.
    get manifest() {
      return toYaml(view.manifest);
    },
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  };
}

export type DescribedApplication = ReturnType<typeof describeApplication>;
