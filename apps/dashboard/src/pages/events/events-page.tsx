import { Link, useSearchParams } from 'react-router';
import { EventsDocument, EventsPageDocument } from '../../api/operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { EventList } from '../../parts/event-list.tsx';
import { Page } from '../../parts/page.tsx';

/** All that happened, newest first; `?type=warning` is only what went wrong. */
export function EventsPage() {
  const [search] = useSearchParams();
  const warnings = search.get('type') === 'warning';
  const list = usePages({
    query: EventsDocument,
    subscription: EventsPageDocument,
    variables: { first: 100, filter: warnings ? { type: 'WARNING' } : {} },
    pick: (data) => data.events,
  });
  return (
    <Page
      title="Events"
      aside={
        <nav className="group-by" aria-label="Which events">
          <Link to="?" aria-current={warnings ? undefined : 'true'} replace>
            all
          </Link>
          <Link to="?type=warning" aria-current={warnings ? 'true' : undefined} replace>
            warnings
          </Link>
        </nav>
      }
    >
      <EventList list={list} />
    </Page>
  );
}
