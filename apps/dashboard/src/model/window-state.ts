import type { SyncWindowKind } from '../api/operations.generated.ts';
import type { State } from './tone.ts';

interface WindowFacts {
  readonly kind: SyncWindowKind;
  readonly active: boolean | null;
  readonly emergency: boolean;
  readonly problem: string | null;
  readonly until: string | null;
}

/** What a window does now. */
export function windowState({ kind, active, emergency, problem }: WindowFacts): State {
  if (problem !== null) return { tone: 'failed', word: 'blocks' };
  if (active === null) return { tone: 'unknown', word: 'by cluster' };
  if (kind === 'ALLOW') return active ? { tone: 'done', word: 'open' } : { tone: 'held', word: 'closed' };
  if (!active) return { tone: 'unknown', word: 'not active' };
  if (kind === 'EXCEPT') return { tone: 'moving', word: 'lets pass' };
  return { tone: 'held', word: emergency ? 'frozen' : 'closes' };
}

/** The word before the time of its next edge; undefined where there is no such time. */
export function edgeWord({ kind, active, until }: WindowFacts): string | undefined {
  if (until === null || active === null) return undefined;
  if (active) return 'until';
  return kind === 'ALLOW' ? 'opens' : 'from';
}

/** What stands where there is no time of a next edge. */
export function endlessWord({ active, until, problem }: WindowFacts): string | undefined {
  if (until !== null || problem !== null) return undefined;
  if (active === null) return 'in the time of each cluster';
  return active ? 'until it is deleted' : 'never again';
}
