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
  /** For how many Applications it stands, and how many of them wait; absent: for one. */
  readonly count?: number;
  readonly waiting?: number;
  readonly href: string | undefined;
  readonly bars: readonly Bar[];
}

/** What makes a row: the same windows, a project, a cluster, or one Application. */
export const rowKinds = ['windows', 'projects', 'clusters', 'applications'] as const;
export type RowKind = (typeof rowKinds)[number];

export interface TimelineChoice {
  readonly q: string;
  readonly zoom: Zoom;
  readonly rows: RowKind;
  readonly screens: number;
  readonly problems: readonly string[];
  readonly set: (key: 'zoom' | 'rows' | 'screens', value: string | undefined) => void;
}

type Node = NonNullable<WindowTimelineQuery['applications']>['nodes'][number];

/** What is shown, all of it in the URL. */
function useChoice(): TimelineChoice & Pick<ReturnType<typeof parseQuery>, 'filter'> {
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const { filter, problems } = parseQuery(q);
  return {
    ...{ q, filter, problems, zoom: zoomOf(search.get('zoom')) },
    // What is filtered is a part of the Applications: those are looked at one by one.
    rows: rowKinds.find((kind) => kind === search.get('rows')) ?? (q ? 'applications' : 'windows'),
    screens: Number.parseInt(search.get('screens') ?? '0', 10) || 0,
    set: (key, value) =>
      setSearch((before) => (value ? before.set(key, value) : before.delete(key), before), { replace: true }),
  };
}

const ofApplication = (node: Node): TimelineRow => ({
  ...{ id: node.id, name: node.name, href: pathOf.application(node), bars: barsOf(node.windowTimeline) },
});

type Group = NonNullable<WindowTimelineQuery['windowGroups']>[number];
type Span = ReturnType<typeof timelineSpan>;

const keyOf: Readonly<Record<Exclude<RowKind, 'applications'>, (node: Node) => string>> = {
  windows: ({ windowTimeline }) => JSON.stringify(windowTimeline),
  projects: ({ project }) => project,
  clusters: ({ cluster }) => cluster?.name ?? 'no cluster',
};

/** Of a part of the Applications: those that were found, put together. */
function ofApplications(nodes: readonly Node[], kind: RowKind): TimelineRow[] {
  if (kind === 'applications') return nodes.map(ofApplication);
  return [...Map.groupBy(nodes, keyOf[kind])].map(([key, members]) => ({
    id: key,
    name: kind === 'windows' ? members[0]!.name : key,
    count: members.length,
    href: kind === 'clusters' ? pathOf.cluster(key) : undefined,
    bars: combined(members.map(({ windowTimeline }) => barsOf(windowTimeline))),
  }));
}

/** Of the whole fleet: one row where the windows are the same, or for each project or cluster. */
function ofGroups(groups: readonly Group[], kind: RowKind, span: Span): TimelineRow[] {
  if (kind === 'windows') return groups.map((group) => alikeRow(group, span));
  return [...Map.groupBy(groups, ({ name }) => name)].map(([name, parts]) => ({
    id: name,
    name,
    count: parts.reduce((sum, { total }) => sum + total, 0),
    waiting: parts.reduce((sum, { waiting }) => sum + waiting, 0),
    href: kind === 'clusters' ? pathOf.cluster(name) : `/applications?q=${encodeURIComponent(`project:${name}`)}`,
    bars: combined(
      parts.map((part) => barsOfGroup(part, span)),
      parts.map(({ total }) => total),
    ),
  }));
}

function alikeRow(group: Group, span: Span): TimelineRow {
  const { windows, total, waiting, example } = group;
  return {
    id: JSON.stringify([windows, example]),
    name: windows.length === 0 ? 'without windows' : windows.join(' + '),
    ...{ count: total, waiting },
    href: total === 1 ? pathOf.application(example) : undefined,
    bars: barsOfGroup(group, span),
  };
}

const barsOfGroup = ({ intervals, windows }: Group, { from, to }: Span): Bar[] =>
  windows.length === 0 ? [{ from, to, shade: 'open', reason: 'no sync window is for it' }] : barsOf(intervals);

const groupings = { windows: 'WINDOWS', projects: 'PROJECT', clusters: 'CLUSTER', applications: 'WINDOWS' } as const;

/** The rows of the timeline, kept live; those of the question before stay until the new ones are here. */
export function useTimeline() {
  const { filter, ...choice } = useChoice();
  // A snapshot of text renders again only when the span moved on.
  const key = useSyncExternalStore(clock.subscribe, () =>
    JSON.stringify(timelineSpan(clock.now(), choice.zoom, choice.screens)),
  );
  const span = JSON.parse(key) as ReturnType<typeof timelineSpan>;
  const grouped = choice.q === '' && choice.rows !== 'applications';
  const asked = useLiveQuery(WindowTimelineDocument, {
    ...{ grouped, by: groupings[choice.rows], first: choice.rows === 'applications' ? 50 : 200, filter },
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
  });
  const last = useRef<{ rows: TimelineRow[]; shown: number; total: number }>(undefined);
  const { windowGroups, applications } = asked.data ?? {};
  if (grouped && windowGroups) {
    const rows = ofGroups(windowGroups, choice.rows, span);
    last.current = { rows, shown: rows.length, total: rows.length };
  } else if (!grouped && applications) {
    const { nodes, totalCount } = applications;
    last.current = { rows: ofApplications(nodes, choice.rows), shown: nodes.length, total: totalCount };
  }
  return { asked, choice, span, found: last.current };
}
