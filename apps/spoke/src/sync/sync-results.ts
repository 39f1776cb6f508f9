import { keyText } from '@wheelhouse/core-domain';
import type { SyncState } from '@wheelhouse/core-sync';
import type { Target } from './target.ts';

/** A sync that was refused before anything was tried. */
export const EMPTY_SYNC: SyncState = { phase: 'Failed', attempt: 1, pending: [], awaiting: [], results: [] };

/** What failed is shown with its reason until the next attempt. A dry run changes nothing that is known. */
export function noteResults(target: Target, sync: SyncState, dryRun: boolean): SyncState {
  if (dryRun) return sync;
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
  return sync;
}

export function successText(sync: SyncState, dryRun: boolean): string {
  const count = (code: string): number => sync.results.filter((result) => result.code === code).length;
  const [applied, pruned, kept] = [count('Synced'), count('Pruned'), count('PruneSkipped')];
  const parts = [
    `${applied} applied`,
    ...(pruned ? [`${pruned} pruned`] : []),
    ...(kept ? [`${kept} left alone`] : []),
  ];
  return `${dryRun ? 'dry run: ' : ''}${parts.join(', ')}`;
}
