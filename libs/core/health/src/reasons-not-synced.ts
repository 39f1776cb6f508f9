import type { Health, OperationPhase, SyncStatus, TargetStage } from '@wheelhouse/core-domain';

/** What is known of a target, as far as it says why it is not synced. */
export interface NotSyncedFacts {
  readonly stage: TargetStage;
  /** How it is being removed: `prune`, `orphan`. */
  readonly removal?: string | null;
  /** What keeps the hub from rendering it. */
  readonly problems: readonly { readonly message: string; readonly hint?: string }[];
  /** What holds the staged state back. */
  readonly gates: readonly { readonly kind: string; readonly reason?: string }[];
  readonly cluster?: { readonly name: string; readonly connected: boolean };
  readonly sync: { readonly status: SyncStatus; readonly reason?: string | null };
  readonly health: Health;
  readonly operation?: { readonly phase: OperationPhase; readonly message: string };
  /** What the cluster reports beside. */
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  readonly automated: { readonly enabled: boolean; readonly selfHeal: boolean; readonly prune: boolean };
  /** Those that are apart, at least some of them. */
  readonly resources: readonly NotSyncedResource[];
}

export interface NotSyncedResource {
  readonly kind: string;
  readonly name: string;
  readonly message?: string;
  /** It is to be deleted, and waits for a person. */
  readonly confirm?: boolean;
}

export interface NotSyncedReason {
  /** `removal`, `problem`, the kind of a gate, `away`, `unknown`, `window`, `dependency`, `sync`, `failed`, `fight`, `confirm`, `prune`, `drift`, `health`. */
  readonly kind: string;
  readonly message: string;
  /** Who or what clears it. */
  readonly clearedBy: string;
}

/**
 * Why a target is not what Git says, in the order in which it matters: what comes first has to be cleared first. Empty where it
 * is. For the command line, GraphQL and the dashboard alike.
 */
export function reasonsNotSynced(facts: NotSyncedFacts): NotSyncedReason[] {
  if (facts.removal) return [...unconfirmed(facts), removal(facts)];
  return [
    ...facts.problems.map(problem),
    ...facts.gates.filter(holds(facts)).sort(byWeight).map(gate),
    ...away(facts),
    ...underWay(facts),
    ...apart(facts),
    ...settling(facts),
  ];
}

const reason = (kind: string, message: string, clearedBy: string): NotSyncedReason => ({ kind, message, clearedBy });

const isAway = ({ cluster }: NotSyncedFacts): boolean => cluster !== undefined && !cluster.connected;

const removal = (facts: NotSyncedFacts): NotSyncedReason =>
  reason(
    'removal',
    `It is being removed (${facts.removal}).`,
    isAway(facts) ? 'The cluster, once it is back' : 'The cluster',
  );

/** What is to be deleted, and waits for a person to agree. */
function unconfirmed({ conditions }: NotSyncedFacts): NotSyncedReason[] {
  const waits = conditions.find(({ type }) => type === 'WaitsForConfirmation');
  const clearedBy = 'A person: Confirm deletion on the page of the Application, or `wheelhouse app confirm`';
  return waits ? [reason('confirm', waits.message, clearedBy)] : [];
}

const problem = ({ message, hint }: NotSyncedFacts['problems'][number]): NotSyncedReason =>
  reason('problem', message, hint ?? 'A change in Git');

/** What a person has to decide comes before what time or a click clears. */
const WEIGHTS: Readonly<Record<string, number>> = { guardrail: 0, cycle: 0, rollout: 1, window: 2, manual: 3 };
type Gate = NotSyncedFacts['gates'][number];
/** A circle holds back a new specification too, which is not on its way yet. */
const holds =
  ({ stage }: NotSyncedFacts) =>
  ({ kind }: Gate): boolean =>
    stage === 'Held' || kind === 'cycle';
const byWeight = (a: Gate, b: Gate): number => (WEIGHTS[a.kind] ?? 1) - (WEIGHTS[b.kind] ?? 1);

function gate({ kind, reason: why }: Gate): NotSyncedReason {
  switch (kind) {
    case 'manual':
      return reason(kind, 'Automated sync is off: the new state is staged and waits.', 'Start a sync');
    case 'cycle':
      return reason(kind, why ?? 'It waits for itself.', 'A change of dependsOn in Git');
    case 'window':
      return reason(kind, why ?? 'A sync window is closed.', 'The sync window, when it opens');
    case 'rollout':
      return reason(
        kind,
        why ?? 'It is not yet its turn in the rollout.',
        'The rollout, when those before it are healthy',
      );
    default:
      return reason(kind, why ?? `held by ${kind}`, 'Confirm the change on its ApplicationSet');
  }
}

function away(facts: NotSyncedFacts): NotSyncedReason[] {
  if (!isAway(facts) || facts.stage === 'NotSent') return [];
  const message = `Cluster ${facts.cluster!.name} is away: the target is deferred and catches up with the latest state only.`;
  return [reason('away', message, 'The cluster, once it is back')];
}

/** The sync that runs, or the last one that did not get there. */
function underWay(facts: NotSyncedFacts): NotSyncedReason[] {
  const { operation, stage, sync, conditions } = facts;
  if (isAway(facts)) return [];
  switch (operation?.phase) {
    case 'WaitingForWindow':
      return [reason('window', operation.message || 'A sync window is closed.', 'The sync window, when it opens')];
    case 'Failed':
    case 'Error':
      if (stage === 'Done' && sync.status === 'Synced') return [];
      return [
        reason('failed', operation.message || 'The last sync failed.', 'Mend what it names; then it is tried again'),
      ];
    default:
  }
  if (stage !== 'InFlight') return [];
  const waits = conditions.find(({ type }) => type === 'WaitsForDependency');
  if (waits)
    return [reason('dependency', waits.message, 'The Application that it names, once it is synced and healthy')];
  return [reason('sync', operation?.message || sync.reason || 'The cluster is applying it.', 'The sync')];
}

const TO_PRUNE = 'to prune';

/** It was applied, and is not any more what it was. */
function apart(facts: NotSyncedFacts): NotSyncedReason[] {
  const { stage, sync, conditions, automated, resources } = facts;
  if (sync.status === 'Unknown' && sync.reason) return [reason('unknown', sync.reason, 'What the reason names')];
  if (sync.status !== 'OutOfSync' || (stage !== 'Done' && stage !== 'Settling')) return [];
  const fight = conditions.find(({ type }) => type === 'DriftFight');
  if (fight)
    return [
      reason('fight', fight.message, 'Let one of the two have the fields: ignoreDifferences, or the other controller'),
    ];
  const confirms = unconfirmed(facts);
  const others = resources.filter(({ confirm }) => !confirm);
  const [prunes, drifts] = [others.filter(isToPrune), others.filter((resource) => !isToPrune(resource))];
  const told = prunes.length + drifts.length + confirms.length > 0;
  return [
    ...confirms,
    ...(drifts.length > 0 || !told ? [drift(facts, drifts)] : []),
    ...(prunes.length > 0
      ? [
          reason(
            'prune',
            `Git no longer has ${named(prunes)}.`,
            automated.prune ? 'What keeps it from being deleted; the message names it' : 'A sync with prune',
          ),
        ]
      : []),
  ];
}

const isToPrune = ({ message }: NotSyncedResource): boolean => message?.startsWith(TO_PRUNE) ?? false;

function drift({ automated, sync }: NotSyncedFacts, drifts: readonly NotSyncedResource[]): NotSyncedReason {
  const [first] = drifts;
  const message = first
    ? `${first.kind} ${first.name}: ${first.message ?? 'differs'}${more(drifts)}`
    : (sync.reason ?? 'It differs.');
  const heals = automated.enabled && automated.selfHeal;
  return reason('drift', message, heals ? 'The cluster, which heals it' : 'Start a sync, or turn selfHeal on');
}

const more = ({ length }: readonly unknown[]): string => (length > 1 ? ` (and ${length - 1} more)` : '');
const named = (resources: readonly NotSyncedResource[]): string =>
  `${resources[0]!.kind} ${resources[0]!.name}${more(resources)}`;

function settling({ stage, health }: NotSyncedFacts): NotSyncedReason[] {
  if (stage !== 'Settling') return [];
  return [reason('health', health.message ?? `It is ${health.status}.`, 'The workload')];
}
