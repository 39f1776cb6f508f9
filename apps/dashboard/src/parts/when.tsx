import { useSyncExternalStore } from 'react';
import { exact } from '../model/relative-time.ts';
import { clockTime } from '../model/time-ticks.ts';
import { clock } from './clock.ts';

/** The viewer's own zone, in which every time of the dashboard is told. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A time of day as a person would say it, with the exact one on hover. ISO 8601 or milliseconds since 1970. */
export function When({ at }: { readonly at: string | number }) {
  const ms = typeof at === 'string' ? Date.parse(at) : at;
  const words = useSyncExternalStore(clock.subscribe, () => clockTime(ms, clock.now(), ownZone));
  return (
    <time className="when" dateTime={new Date(ms).toISOString()} title={exact(ms)}>
      {words}
    </time>
  );
}
