import { useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { changesOf, countWords, shadeWords, type Change, type Shade } from '../../../model/timeline-rows.ts';
import type { Tone } from '../../../model/tone.ts';
import { clock } from '../../../parts/clock.ts';
import { Mark } from '../../../parts/mark.tsx';
import { When } from '../../../parts/when.tsx';
import type { TimelineRow } from './use-timeline.ts';

const MOST = 60;
const tones: Readonly<Record<Shade, Tone>> = { open: 'done', 'by-hand': 'moving', closed: 'held', mixed: 'unknown' };

interface Coming extends Change {
  readonly rows: readonly TimelineRow[];
}

/** The changes of all rows in order; rows that change alike at the same time are one line. */
function comingOf(rows: readonly TimelineRow[], now: number): Coming[] {
  const all = rows.flatMap((row) => changesOf(row.bars, now).map((change) => ({ ...change, row })));
  const alike = Map.groupBy(all, ({ at, shade, reason }) => JSON.stringify([at, shade, reason]));
  return [...alike.values()]
    .map((same) => ({ ...same[0]!, rows: same.map(({ row }) => row) }))
    .sort((a, b) => a.at - b.at);
}

/** The timeline as a list, for a page with no room for bars. */
export function ComingChanges({ rows }: { readonly rows: readonly TimelineRow[] }) {
  const minute = useSyncExternalStore(clock.subscribe, () => Math.floor(clock.now() / 60_000));
  const coming = comingOf(rows, minute * 60_000);
  return (
    <>
      {coming.length === 0 && <p className="quiet">Nothing opens or closes in the time that is shown.</p>}
      <ol className="timeline-changes">
        {coming.slice(0, MOST).map((change) => (
          <li key={change.at + change.shade + change.reason}>
            <When at={change.at} />
            <div className="said">
              <p>
                <Mark tone={tones[change.shade]} /> <b>{shadeWords[change.shade]}</b>: <Names rows={change.rows} />
              </p>
              <p className="quiet">{change.reason}</p>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

function Names({ rows }: { readonly rows: readonly TimelineRow[] }) {
  const [first] = rows;
  const name = first!.href ? <Link to={first!.href}>{first!.name}</Link> : first!.name;
  return (
    <>
      {name}
      {countWords(first!.count) && ` (${countWords(first!.count)})`}
      {rows.length > 1 && ` and ${rows.length - 1} more`}
    </>
  );
}
