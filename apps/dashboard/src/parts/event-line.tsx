import { Link } from 'react-router';
import type { EventRowFragment } from '../api/operations.generated.ts';
import { pathOf } from '../model/paths.ts';
import { Ago } from './ago.tsx';
import { Mark } from './mark.tsx';

/** What an event is about, as a link. */
export function Subject({ event }: { readonly event: EventRowFragment }) {
  if (event.application) return <Link to={pathOf.application(event.application)}>{event.application.name}</Link>;
  if (event.applicationSet) return <Link to={pathOf.set(event.applicationSet)}>{event.applicationSet.name}</Link>;
  if (event.cluster) return <Link to={pathOf.cluster(event.cluster.name)}>{event.cluster.name}</Link>;
  return <span className="quiet">fleet</span>;
}

/** One event: when, what, about what, and the sentence. `bare` leaves out what it is about, where the page says so. */
export const EventLine = ({ event, bare }: { readonly event: EventRowFragment; readonly bare?: boolean }) => (
  <li className="event-line">
    <Ago at={event.at} />
    <span className="event-body">
      <span className={event.type === 'WARNING' ? 'tone-degraded' : undefined}>
        {event.type === 'WARNING' && (
          <>
            <Mark tone="degraded" size={10} /> <span className="hidden">Warning: </span>
          </>
        )}
        {event.reason}
      </span>{' '}
      {!bare && <Subject event={event} />}
      <span className="event-message">
        {event.message}
        {event.actor && <span className="quiet"> · {event.actor}</span>}
      </span>
    </span>
  </li>
);
