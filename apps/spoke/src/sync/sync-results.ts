import { keyText } from '@wheelhouse/core-domain';
import type { SyncState } from '@wheelhouse/core-sync';
import { describePlanned } from './dry-run.ts';
import type { SyncEnd } from './sync-application.ts';
import type { Target } from './target.ts';

export interface SyncResult {
  readonly succeeded: boolean;
  /** What was done, or why not. */
  readonly message: string;
}

export function resultOf({ sync, planned }: Extract<SyncEnd, { kind: 'ended' }>, dryRun: boolean): SyncResult {
  if (sync.phase !== 'Succeeded') return { succeeded: false, message: sync.message ?? 'failed' };
  return { succeeded: true, message: dryRun ? `dry run: ${describePlanned(planned)}` : successText(sync) };
}

/** What failed is shown with its reason until the next attempt. */
export function noteResults(target: Target, sync: SyncState): void {
  target.failures.clear();
  for (const { key, code, message } of sync.results) {
    const text = keyText(key);
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
  const [applied, pruned, kept] = [count('Synced'), count('Pruned'), count('PruneSkipped')];
  const more = [...(pruned ? [`${pruned} pruned`] : []), ...(kept ? [`${kept} left alone`] : [])];
  return [`${applied} applied`, ...more].join(', ');
}
