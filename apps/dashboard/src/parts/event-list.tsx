import type { EventRowFragment } from '../api/operations.generated.ts';
import type { Pages } from '../api/use-pages.ts';
import { Button } from './button.tsx';
import { EventLine } from './event-line.tsx';
import { FreshRows } from './fresh-rows.tsx';
import { Aged, Failure, Loading } from './states.tsx';

/** A live list of events, newest first, with more on demand. */
export function EventList({ list, bare }: { readonly list: Pages<EventRowFragment>; readonly bare?: boolean }) {
  if (!list.loaded) return list.error ? <Failure error={list.error} retry={list.refresh} /> : <Loading what="events" />;
  return (
    <>
      <Aged asked={list} retry={list.refresh} />
      <FreshRows list={list} />
      {list.nodes.length === 0 && <p className="quiet">Nothing has happened yet.</p>}
      <ul className="event-lines event-lines-wide">
        {list.nodes.map((event) => (
          <EventLine key={event.id} event={event} bare={bare} />
        ))}
      </ul>
      {list.hasMore && (
        <Button onPress={list.loadMore} isDisabled={list.fetching}>
          Older
        </Button>
      )}
    </>
  );
}
