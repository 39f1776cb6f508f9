import type { ApplicationView } from '@wheelhouse/adapter-postgres';
import type { ObjectOutcome, OperationStatus, TargetStatus } from '@wheelhouse/contract';
import { toEnum, type OperationPhase } from './models/enums.ts';
import type { ObjectOutcomeModel, OperationModel } from './models/operation.model.ts';

interface Asked {
  readonly id: string;
  readonly kind: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly dryRun?: boolean;
}

/** The reported operation, unless a newer one was asked for that the cluster has not taken up yet. */
export function operationOf(view: ApplicationView): OperationModel | undefined {
  const reported = ((view.detail ?? {}) as Partial<TargetStatus>).operation;
  const asked = view.operation as Asked | null;
  if (asked && asked.id !== reported?.id && (!reported || Date.parse(asked.requestedAt) > reported.startedAt)) {
    return {
      id: asked.id,
      kind: asked.kind,
      phase: 'RUNNING' as OperationPhase,
      message: 'Asked for; the cluster has not taken it up yet.',
      startedAt: new Date(asked.requestedAt),
      finishedAt: null,
      attempt: 0,
      initiatedBy: asked.requestedBy,
      dryRun: asked.dryRun ?? false,
      steps: [],
    };
  }
  return reported && describeOperation(reported);
}

export const describeOperation = (operation: OperationStatus): OperationModel => ({
  id: operation.id,
  kind: 'sync',
  phase: toEnum<OperationPhase>(operation.phase),
  message: operation.message,
  startedAt: new Date(operation.startedAt),
  finishedAt: dateOf(operation.finishedAt),
  attempt: operation.attempt,
  initiatedBy: operation.initiatedBy,
  nextEligibleAt: dateOf(operation.nextEligibleAt),
  revision: operation.revision ?? null,
  cause: operation.cause ?? null,
  dryRun: operation.dryRun ?? false,
  steps: (operation.steps ?? []).map(({ startedAt, finishedAt, ...step }) => ({
    ...step,
    startedAt: dateOf(startedAt),
    finishedAt: dateOf(finishedAt),
  })),
});

export const describeOutcome = ({ startedAt, finishedAt, message, ...outcome }: ObjectOutcome): ObjectOutcomeModel => ({
  ...outcome,
  message: message ?? null,
  startedAt: dateOf(startedAt),
  finishedAt: dateOf(finishedAt),
});

const dateOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms));
