import { useSyncExternalStore } from 'react';
import { duration } from '../../../model/relative-time.ts';
import { clock } from '../../../parts/clock.ts';

interface Props {
  readonly from: string | null | undefined;
  /** Absent: it still runs. */
  readonly to: string | null | undefined;
}

/** How long it took, or runs by now. */
export function Took({ from, to }: Props) {
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  if (!from) return <span className="quiet">not begun</span>;
  const ms = Math.max(0, (to ? Date.parse(to) : now) - Date.parse(from));
  return <span className="time">{to ? duration(ms) : `for ${duration(ms)}`}</span>;
}
