import { EventsDocument, EventsPageDocument } from '../../api/operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { EventList } from '../../parts/event-list.tsx';

export function ApplicationEvents({ id }: { readonly id: string }) {
  const list = usePages({
    query: EventsDocument,
    subscription: EventsPageDocument,
    variables: { first: 50, filter: { application: id } },
    pick: (data) => data.events,
  });
  return <EventList list={list} bare />;
}
