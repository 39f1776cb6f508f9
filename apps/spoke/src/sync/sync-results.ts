import { keyText } from '@wheelhouse/core-domain';
import type { SyncState } from '@wheelhouse/core-sync';
import { describePlanned } from './dry-run.ts';
import type { PlannedChange } from './dry-run.ts';
import type { Target } from './target.ts';

export interface SyncResult {
  readonly succeeded: boolean;
  /** What was done, or why not. */
  readonly message: string;
}

/** `planned`: of a dry run, what it would do. */
export function resultOf(sync: SyncState, planned?: readonly PlannedChange[]): SyncResult {
  if (sync.phase !== 'Succeeded') return { succeeded: false, message: sync.message ?? 'failed' };
  return { succeeded: true, message: planned ? `dry run: ${describePlanned(planned)}` : successText(sync) };
}

/** What failed is shown with its reason until the next attempt. */
export function noteResults(target: Target, sync: SyncState): void {
  target.failures.clear();
  for (const { key, code, message, hook } of sync.results) {
    const text = hook ? `${hook} ${keyText(key)}` : keyText(key);
    if (code !== 'SyncFailed') target.drift.delete(text);
    else {
      const entry = target.stored.inventory.find((candidate) => keyText(candidate.key) === text);
      const apiVersion = entry?.apiVersion ?? key.group;
      target.failures.set(text, { key, apiVersion, message: message ?? 'failed' });
    }
  }
}

function successText(sync: SyncState): string {
  const count = (code: string): number => sync.results.filter((result) => result.code === code).length;
  const hooks = sync.results.filter(({ hook }) => hook !== undefined).length;
  const [applied, pruned, kept] = [count('Synced') - hooks, count('Pruned'), count('PruneSkipped')];
  const more = [
    ...(hooks ? [`${hooks} hooks run`] : []),
    ...(pruned ? [`${pruned} pruned`] : []),
    ...(kept ? [`${kept} left alone`] : []),
  ];
  return [`${applied} applied`, ...more].join(', ');
}
