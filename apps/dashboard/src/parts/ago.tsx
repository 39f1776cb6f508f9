import { useSyncExternalStore } from 'react';
import { exact, relative } from '../model/relative-time.ts';
import { clock } from './clock.ts';

/** A time, relative, with the exact one on hover. `at` is ISO 8601 or milliseconds since 1970. */
export function Ago({
  at,
  suffix = false,
}: {
  readonly at: string | number | null | undefined;
  readonly suffix?: boolean;
}) {
  const ms = typeof at === 'string' ? Date.parse(at) : at;
  const words = useSyncExternalStore(clock.subscribe, () => (ms == null ? '–' : relative(ms, clock.now())));
  if (ms == null) return <span className="quiet">–</span>;
  const tail = suffix && words !== 'now' && !words.startsWith('in ') ? ' ago' : '';
  return (
    <time className="time" dateTime={new Date(ms).toISOString()} title={exact(ms)}>
      {words + tail}
    </time>
  );
}
