import { Link } from 'react-router';
import { PulseDocument, WindowNoticesDocument } from '../api/operations.generated.ts';
import { useHeard, useLiveQuery, useThrottled } from '../api/use-live.ts';
import { Ago } from './ago.tsx';
import { Mark } from './mark.tsx';
import { When } from './when.tsx';

const number = new Intl.NumberFormat('en-GB');
const EVERY_MS = 15_000;

/** What waits for windows, and since when: the one line that answers why the fleet does not move. Nothing where nothing waits. */
export function WaitingForWindows() {
  const found = useNotices();
  if (!found || found.waiting === 0) return null;
  return (
    <p>
      <Mark tone="held" />{' '}
      <Link to="/windows">
        {number.format(found.waiting)} application{found.waiting === 1 ? ' waits' : 's wait'} for a window
      </Link>
      {found.longestWaitSince && (
        <span className="quiet">
          , the longest since <Ago at={found.longestWaitSince} suffix />
        </span>
      )}
    </p>
  );
}

/** Windows that can not be meant as they are. */
export function WindowFlaws() {
  const found = useNotices();
  if (!found || found.neverActive.length + found.contradictions.length === 0) return null;
  return (
    <ul className="notices" aria-label="Windows that can not be meant so">
      {found.neverActive.map((id) => (
        <li key={id}>
          <Mark tone="degraded" /> <b>{id}</b> will never be active again: its schedule is past, or names a day that
          never comes.
        </li>
      ))}
      {found.contradictions.map(({ allow, deny, from, always }) => (
        <li key={`${allow} ${deny}`}>
          <Mark tone="degraded" /> <b>{deny}</b> denies {always ? 'all of the next 90 days in which' : 'while'}{' '}
          <b>{allow}</b> allows: the deny wins{' '}
          <span className="quiet">
            (first <When at={from} />)
          </span>
        </li>
      ))}
    </ul>
  );
}

function useNotices() {
  const asked = useLiveQuery(WindowNoticesDocument, {});
  useHeard(PulseDocument, {}, useThrottled(asked.refetch, EVERY_MS));
  return asked.data?.windowNotices;
}
