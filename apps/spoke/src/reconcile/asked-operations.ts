import type { BundleRef, RequestedOperation } from '@wheelhouse/contract';
import { keyText } from '@wheelhouse/core-domain';
import type { Digest, ObjectKey } from '@wheelhouse/core-domain';
import { wait } from '@wheelhouse/runtime';
import type { Outcome } from '@wheelhouse/runtime';
import type { SyncJob } from '../sync/sync-job.ts';
import { suspendedText } from '../sync/target.ts';
import type { Target } from '../sync/target.ts';
import { endOperation, halt } from './end-operation.ts';
import type { OperationEnd } from './end-operation.ts';
import { look } from './reconcile-context.ts';
import type { ReconcileContext } from './reconcile-context.ts';
import type { SyncAttempts } from './sync-attempts.ts';

/** What somebody asked for, done once. */
export class AskedOperations {
  readonly #context: ReconcileContext;
  readonly #attempts: SyncAttempts;

  constructor(context: ReconcileContext, attempts: SyncAttempts) {
    this.#context = context;
    this.#attempts = attempts;
  }

  async run(target: Target, operation: RequestedOperation, signal: AbortSignal): Promise<Outcome> {
    if (operation.suspend !== undefined) return this.#suspend(target, operation, operation.suspend);
    if (operation.confirm) return this.#confirm(target, operation, signal);
    if (operation.kind === 'refresh') return this.#refresh(target, operation);
    if (operation.kind === 'terminate') {
      halt(target, `terminated by ${operation.requestedBy}`);
      return this.#end(target, operation, { phase: 'Succeeded', message: 'terminated' });
    }
    const bundle = operation.bundle ?? target.wanted.entry?.current;
    const error = (message: string): Promise<Outcome> => this.#end(target, operation, { phase: 'Error', message });
    if (!bundle) return error('there is nothing to sync: no bundle was published');
    const spec = target.wanted.entry?.spec ?? target.stored.attempted?.spec;
    if (!spec) return error('there is no specification to sync by');
    return this.#attempts.begin(target, this.#jobOf(target, operation, { bundle, spec }), signal);
  }

  /** One that was cut off goes on as the same attempt. */
  #jobOf(target: Target, operation: RequestedOperation, what: { bundle: BundleRef; spec: Digest }): SyncJob {
    const { bundle, spec } = what;
    const { id, prune, dryRun, force, resources, requestedBy } = operation;
    const { run } = target.stored;
    const cutOff = run?.operation === id && run.bundle === bundle.digest && run.spec === spec ? run : undefined;
    const resumed = target.operation?.id === id ? target.operation : undefined;
    const now = this.#context.now();
    const attempt = cutOff?.attempt ?? (resumed?.attempt ?? 0) + 1;
    const message = dryRun ? 'dry run' : 'syncing';
    const startedAt = resumed?.startedAt ?? now;
    target.operation = {
      ...{ id, phase: 'Running', message, startedAt, attempt, initiatedBy: requestedBy },
      ...{ revision: bundle.revision, cause: causeOf(operation), ...(dryRun ? { dryRun } : {}) },
    };
    target.stored = { ...target.stored, operation: target.operation };
    const chosen = { ...(force ? { force } : {}), ...(resources ? { only: isOneOf(resources) } : {}) };
    const job = { operation: id, attempt, bundle, spec, prune, dryRun, startedAt: cutOff?.startedAt ?? now };
    return { ...job, ...chosen, everything: true, asked: true };
  }

  /** A person agreed that these go: as far as they wait for that still, they are pruned, and nothing else is touched. */
  #confirm(target: Target, operation: RequestedOperation, signal: AbortSignal): Promise<Outcome> {
    const { kept, attempted } = target.stored;
    const agreed = isOneOf(operation.resources ?? []);
    const resources = kept.flatMap(({ key, confirm }) => (confirm && agreed(key) ? [key] : []));
    if (!attempted || resources.length === 0) {
      const message = 'nothing of that waits for a confirmation any more';
      return this.#end(target, operation, { phase: 'Succeeded', message });
    }
    const { spec, ...bundle } = attempted;
    const job = this.#jobOf(target, { ...operation, prune: true, resources }, { bundle, spec });
    return this.#attempts.begin(target, { ...job, confirmed: true }, signal);
  }

  async #refresh(target: Target, operation: RequestedOperation): Promise<Outcome> {
    for (const { key } of target.stored.inventory) target.suspects.set(keyText(key), 'gone');
    const seen = await look(target, this.#context);
    if (!seen.ok) return wait(10_000, seen.error.reason);
    const { size } = target.drift;
    const found = size === 0 ? 'as desired' : `${size} of ${target.stored.inventory.length} objects differ`;
    return this.#end(target, operation, { phase: 'Succeeded', message: `compared with the cluster: ${found}` });
  }

  /** What runs comes to its end; nothing new begins by itself until it is resumed. */
  #suspend(target: Target, operation: RequestedOperation, suspend: boolean): Promise<Outcome> {
    const { suspended, ...stored } = target.stored;
    const since = suspended?.since ?? this.#context.now();
    const by = operation.requestedBy;
    target.stored = suspend ? { ...stored, suspended: suspended ?? { by, since } } : stored;
    target.setCondition('Suspended', suspend ? suspendedText({ by }) : undefined, since);
    return this.#end(target, operation, { phase: 'Succeeded', message: suspend ? 'suspended' : 'resumed' });
  }

  #end(target: Target, operation: RequestedOperation, end: OperationEnd): Promise<Outcome> {
    return endOperation(target, operation, end, this.#context);
  }
}

/** Why it runs: what was asked for, by whom, and how. */
function causeOf({ requestedBy, prune, dryRun, force, resources, confirm }: RequestedOperation): string {
  if (confirm) return `${requestedBy} agreed to the deletion of ${resources?.length ?? 0} objects`;
  const how = [...(prune ? ['with prune'] : []), ...(force ? ['by force'] : [])];
  const what = resources ? ` of ${resources.length} chosen objects` : '';
  return [`${requestedBy} asked for a ${dryRun ? 'dry run' : 'sync'}${what}`, ...how].join(', ');
}

const isOneOf = (keys: readonly ObjectKey[]): ((key: ObjectKey) => boolean) => {
  const names = new Set(keys.map(keyText));
  return (key) => names.has(keyText(key));
};
