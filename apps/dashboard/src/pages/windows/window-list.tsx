import { Link } from 'react-router';
import type { WindowRowFragment } from '../../api/operations.generated.ts';
import { pathOf } from '../../model/paths.ts';
import { datesOf, scheduleWords } from '../../model/schedule-words.ts';
import { edgeWord, endlessWord, windowState } from '../../model/window-state.ts';
import { selectionWords, storedSelection } from '../../model/window-selection.ts';
import { Ago } from '../../parts/ago.tsx';
import { Mark, StateWord } from '../../parts/mark.tsx';
import { When } from '../../parts/when.tsx';

type Row = WindowRowFragment;

const kindWords = (row: Row): string =>
  row.emergency ? 'freeze' : { ALLOW: 'allows', DENY: 'denies', EXCEPT: 'exception' }[row.kind];

/** Windows of projects are changed with their project, freezes and exceptions are ended. */
const isEditable = ({ project, emergency, kind }: Row): boolean => project === null && !emergency && kind !== 'EXCEPT';

/** Every window, with what it does now and until when. */
export const WindowList = ({ windows }: { readonly windows: readonly Row[] }) => (
  <div className="window-table" role="table" aria-label="Windows">
    <div role="row" className="window-row window-head">
      {['Now', 'Window', 'When', 'Why'].map((title) => (
        <span key={title} role="columnheader">
          {title}
        </span>
      ))}
    </div>
    {windows.map((row) => (
      <div key={row.id} role="row" className="window-row">
        <div role="cell">
          <StateWord state={windowState(row)} />
          <span className="quiet window-edge">
            {edgeWord(row)} {edgeWord(row) ? <When at={row.until!} /> : endlessWord(row)}
          </span>
        </div>
        <div role="cell">
          <span className="window-name">
            {isEditable(row) ? <Link to={pathOf.windowEditor(row.id)}>{row.id}</Link> : row.id}
          </span>
          <span className="quiet window-edge">
            {kindWords(row)}:{' '}
            {row.project ? `project ${row.project}` : selectionWords(storedSelection(row.manifest ?? ''))}
          </span>
        </div>
        <div role="cell">
          <Schedule row={row} />
        </div>
        <div role="cell" className="said">
          {row.problem && <p className="tone-failed">It cannot be judged, so it blocks: {row.problem}</p>}
          {row.why || <span className="quiet">no reason is given</span>}
          <Switches row={row} />
          <Calendars calendars={row.calendars} />
        </div>
      </div>
    ))}
  </div>
);

function Schedule({ row }: { readonly row: Row }) {
  const dates = datesOf(row.schedule);
  const words = scheduleWords(row.schedule, row.duration);
  const zone = row.timeZone === 'cluster' ? "each cluster's own time" : row.timeZone;
  if (dates)
    return (
      <>
        <Written at={dates.from} /> to {dates.to ? <Written at={dates.to} /> : 'no end'}
        <span className="quiet window-edge">{zone}</span>
      </>
    );
  return (
    <>
      {words ?? <code>{row.schedule}</code>}
      {!words && row.duration && `, for ${row.duration}`}
      <span className="quiet window-edge">
        {zone}
        {words && row.schedule && (
          <>
            {' · '}
            <code>{row.schedule}</code>
          </>
        )}
      </span>
    </>
  );
}

/** An instant in the viewer's zone; a local time, which means the window's own zone, stays as it was written. */
const Written = ({ at }: { readonly at: string }) =>
  /(Z|[+-]\d\d:\d\d)$/.test(at) ? <When at={at} /> : <span>{at.replace('T', ' ')}</span>;

/** How old what a window goes by is, where its calendar can not be read. */
const Calendars = ({ calendars }: { readonly calendars: Row['calendars'] }) => (
  <>
    {calendars.map(({ name, place, readAt, events, problem }) => (
      <span key={name} className="quiet window-edge">
        {problem ? (
          <span className="tone-degraded">
            <Mark tone="degraded" /> calendar {name} can not be read ({problem}):{' '}
            {readAt ? (
              <>
                what counts is <Ago at={readAt} suffix={false} /> old
              </>
            ) : (
              'it never was'
            )}
          </span>
        ) : (
          <>
            calendar {name}, {events} events from {place}, read <Ago at={readAt} suffix />
          </>
        )}
      </span>
    ))}
  </>
);

function Switches({ row }: { readonly row: Row }) {
  const words = [
    row.manualSync && 'by hand all the same',
    row.syncOverrun && 'what runs may end',
    row.kind === 'DENY' && (row.heals ? 'drift is undone still' : 'drift stays'),
  ].filter(Boolean);
  return words.length > 0 && <span className="quiet window-edge">{words.join(' · ')}</span>;
}
