import type { ObjectOutcome, RequestedOperation } from '@wheelhouse/contract';
import { wait } from '@wheelhouse/runtime';
import type { Outcome } from '@wheelhouse/runtime';
import { withJournal } from '../state/stored-application.ts';
import type { SyncJob } from '../sync/sync-job.ts';
import type { Target } from '../sync/target.ts';
import { tellEnd } from './reconcile-context.ts';
import type { ReconcileContext } from './reconcile-context.ts';

export interface OperationEnd {
  readonly phase: 'Succeeded' | 'Failed' | 'Error';
  readonly message: string;
  readonly objects?: readonly ObjectOutcome[];
}

/** What somebody asked for is over: it is stored that it was done, so that it is not done again, and told. */
export async function endOperation(
  target: Target,
  { id, requestedBy }: Pick<RequestedOperation, 'id' | 'requestedBy'>,
  { phase, message, objects }: OperationEnd,
  context: ReconcileContext,
): Promise<Outcome> {
  const finishedAt = context.now();
  const begun = target.operation?.id === id ? target.operation : undefined;
  const known = begun ?? { startedAt: finishedAt, attempt: 1 };
  target.operation = { ...known, id, phase, message, finishedAt, initiatedBy: requestedBy };
  const journal = withJournal(target.stored.journal, id);
  target.stored = { ...target.stored, journal, operation: target.operation };
  await context.state.saveApplication(target.stored);
  tellEnd(target, { succeeded: phase === 'Succeeded', message, ...(objects ? { objects } : {}) }, context);
  return wait(0, 'the operation is over');
}

/** Not tried again, also after a restart, before something changes. */
export function halt(target: Target, message: string, job?: Pick<SyncJob, 'bundle' | 'spec' | 'attempt'>): void {
  const { entry } = target.wanted;
  const bundle = job?.bundle ?? entry?.current;
  const spec = job?.spec ?? entry?.spec;
  if (!bundle || !spec) return;
  const count = job?.attempt ?? target.attempt?.count ?? 1;
  const halted = { bundle: bundle.digest, spec, count, message };
  target.attempt = halted;
  target.stored = { ...target.stored, halted };
}
