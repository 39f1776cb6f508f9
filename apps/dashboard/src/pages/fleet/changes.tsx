import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { EventsDocument, EventsPageDocument } from '../../api/operations.generated.ts';
import { useThrottled } from '../../api/use-live.ts';
import { usePages } from '../../api/use-pages.ts';
import { EventLine } from '../../parts/event-line.tsx';
import { FreshRows } from '../../parts/fresh-rows.tsx';
import { Failure, Loading } from '../../parts/states.tsx';

const hour = 3_600_000;

/** What changed in the last hour. It follows by itself while nobody reads in it; else what is new waits. */
export function Changes() {
  const [since] = useState(() => new Date(Date.now() - hour).toISOString());
  const [reading, setReading] = useState(false);
  const list = usePages({
    query: EventsDocument,
    subscription: EventsPageDocument,
    variables: { first: 50, filter: { since } },
    pick: (data) => data.events,
  });
  const follow = useThrottled(list.refresh, 2000);
  useEffect(() => {
    if ((list.fresh > 0 || list.stale) && !reading) follow();
  }, [list.fresh, list.stale, reading, follow]);
  return (
    <section
      className="changes"
      aria-labelledby="changes"
      onPointerEnter={() => setReading(true)}
      onPointerLeave={() => setReading(false)}
      onFocus={() => setReading(true)}
      onBlur={() => setReading(false)}
    >
      <header>
        <h2 id="changes">The last hour</h2>
        {reading && <FreshRows list={list} />}
        <Link to="/events">All events</Link>
      </header>
      {!list.loaded && (list.error ? <Failure error={list.error} retry={list.refresh} /> : <Loading what="events" />)}
      {list.loaded && list.nodes.length === 0 && <p className="quiet">Nothing changed.</p>}
      <ul className="event-lines">
        {list.nodes.slice(0, 50).map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </ul>
    </section>
  );
}
