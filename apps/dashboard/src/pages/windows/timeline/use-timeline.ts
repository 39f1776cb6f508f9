import { useRef, useSyncExternalStore } from 'react';
import { useSearchParams } from 'react-router';
import { WindowTimelineDocument, type WindowTimelineQuery } from '../../../api/operations.generated.ts';
import { useLiveQuery } from '../../../api/use-live.ts';
import { pathOf } from '../../../model/paths.ts';
import { parseQuery } from '../../../model/query-text.ts';
import { barsOf, combined, type Bar } from '../../../model/timeline-rows.ts';
import { timelineSpan, zoomOf, type Zoom } from '../../../model/timeline-span.ts';
import { clock } from '../../../parts/clock.ts';

export interface TimelineRow {
  readonly id: string;
  readonly name: string;
  readonly href: string | undefined;
  readonly bars: readonly Bar[];
}

export interface TimelineChoice {
  readonly q: string;
  readonly zoom: Zoom;
  readonly rows: 'applications' | 'clusters';
  readonly screens: number;
  readonly problems: readonly string[];
  readonly set: (key: 'zoom' | 'rows' | 'screens', value: string | undefined) => void;
}

type Node = WindowTimelineQuery['applications']['nodes'][number];

/** What is shown, all of it in the URL. */
function useChoice(): TimelineChoice & Pick<ReturnType<typeof parseQuery>, 'filter'> {
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const { filter, problems } = parseQuery(q);
  return {
    ...{ q, filter, problems, zoom: zoomOf(search.get('zoom')) },
    rows: search.get('rows') === 'clusters' ? 'clusters' : 'applications',
    screens: Number.parseInt(search.get('screens') ?? '0', 10) || 0,
    set: (key, value) =>
      setSearch((before) => (value ? before.set(key, value) : before.delete(key), before), { replace: true }),
  };
}

const ofApplication = (node: Node): TimelineRow => ({
  ...{ id: node.id, name: node.name, href: pathOf.application(node), bars: barsOf(node.windowTimeline) },
});

function byCluster(nodes: readonly Node[]): TimelineRow[] {
  const groups = Map.groupBy(nodes, ({ cluster }) => cluster?.name);
  return [...groups].map(([name, members]) => ({
    id: name ?? 'none',
    name: name ?? 'no cluster',
    href: name && pathOf.cluster(name),
    bars: combined(members.map(({ windowTimeline }) => barsOf(windowTimeline))),
  }));
}

/** The rows of the timeline, kept live; those of the question before stay until the new ones are here. */
export function useTimeline() {
  const { filter, ...choice } = useChoice();
  // A snapshot of text renders again only when the span moved on.
  const key = useSyncExternalStore(clock.subscribe, () =>
    JSON.stringify(timelineSpan(clock.now(), choice.zoom, choice.screens)),
  );
  const span = JSON.parse(key) as ReturnType<typeof timelineSpan>;
  const asked = useLiveQuery(WindowTimelineDocument, {
    first: choice.rows === 'clusters' ? 200 : 50,
    filter,
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
  });
  const last = useRef<{ rows: TimelineRow[]; shown: number; total: number }>(undefined);
  if (asked.data) {
    const { nodes, totalCount } = asked.data.applications;
    const rows = choice.rows === 'clusters' ? byCluster(nodes) : nodes.map(ofApplication);
    last.current = { rows, shown: nodes.length, total: totalCount };
  }
  return { asked, choice, span, found: last.current };
}
