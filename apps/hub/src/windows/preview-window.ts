import { allClusters, syncWindowByName, windowedApplications, type Database } from '@wheelhouse/adapter-postgres';
import {
  CLUSTER_ZONE,
  err,
  ok,
  parseDocuments,
  parseSyncWindow,
  timeZoneProblem,
  type KubeObject,
  type Parsed,
  type Problem,
  type Result,
  type SyncWindow,
} from '@wheelhouse/core-domain';
import {
  clocksOf,
  clusterMatches,
  nativeWindow,
  nextSpans,
  windowMatches,
  type BookWindow,
  type WindowCluster,
} from '@wheelhouse/core-windows';
import type { KnownCalendars } from '../calendar/known-calendars.ts';
import { isFleetOrigin } from '../fleet/origin.ts';
import { type Viewer } from '../use-cases.ts';
import { WindowPreviews, type AffectedByWindow, type FieldProblem, type WindowPreview } from '../window-use-cases.ts';
import type { HubWindows } from './hub-windows.ts';

export interface HubWindowPreviewsOptions {
  readonly db: Database;
  readonly windows: Pick<HubWindows, 'clusterOf'>;
  readonly calendars: KnownCalendars;
  readonly now: () => number;
}

const MOST_OPENINGS = 10;
/** So many of those who are affected are named; the rest is counted. */
const MOST_NAMED = 100;

type Native = Extract<BookWindow, { selectors: unknown }>;

/** What a SyncWindow would do, before it is stored: judged by the same code as those that are. */
export class HubWindowPreviews extends WindowPreviews {
  readonly #options: HubWindowPreviewsOptions;

  constructor(options: HubWindowPreviewsOptions) {
    super();
    this.#options = options;
  }

  override async preview(manifest: string, viewer: Viewer, timeZone?: string): Promise<WindowPreview> {
    const parsed = readWindow(manifest);
    if (!parsed.ok) return { ...NOTHING, problems: parsed.error.map(fieldProblem) };
    const { value: window, warnings } = parsed.value;
    const { db, calendars, now } = this.#options;
    const spansOf = (await calendars.all())(window.spec.calendars);
    const one = nativeWindow(window, spansOf) as Native;
    const affected = await this.#affected(one, viewer);
    const zone = this.#zoneOf(window, affected, timeZone);
    if (!zone.ok) return { ...NOTHING, problems: [{ field: 'spec.timeZone', message: zone.error, hint: null }] };
    // Whatever calendars are not read yet, its schedule can be told.
    const told = { ...one, rule: withoutProblem(one.rule) };
    const [clock] = clocksOf([told], zone.value);
    const stored = await syncWindowByName(db.sql, window.metadata.name);
    return {
      problems: clock!.problem ? [{ field: 'spec.schedule', message: clock!.problem, hint: null }] : [],
      warnings: warnings.map(fieldProblem),
      timeZone: zone.value,
      openings: nextSpans(clock!, now(), MOST_OPENINGS),
      affected: affected.view,
      unread: window.spec.calendars.flatMap(({ name }) => (spansOf.has(name) ? [] : [name])),
      exists: viewer.admin && stored !== undefined,
      repository: viewer.admin && stored && isFleetOrigin(stored.origin) ? stored.origin : null,
    };
  }

  async #affected(
    one: Native,
    viewer: Viewer,
  ): Promise<{ view: AffectedByWindow; clusters: readonly WindowCluster[] }> {
    const { db, windows } = this.#options;
    const rows = await allClusters(db.sql);
    const clusters = new Map(
      rows.map((row) => [row.id as string, { name: row.name, cluster: windows.clusterOf(row) }]),
    );
    const fitting = [...clusters].filter(([, { cluster }]) => clusterMatches(one.selectors, cluster)).map(([id]) => id);
    const applications = await windowedApplications(db.sql, viewer, {
      ...(one.selectors.clusters && { clusters: fitting }),
      withDestination: one.selectors.namespaces.length > 0,
    });
    const nowhere: WindowCluster = { names: [], labels: {}, timeZone: 'UTC' };
    const found = applications.filter(({ setName, destinationNamespace, clusterId, ...application }) =>
      windowMatches(one, {
        ...application,
        namespace: destinationNamespace,
        ...(setName !== null && { applicationSet: setName }),
        cluster: clusters.get(clusterId ?? '')?.cluster ?? nowhere,
      }),
    );
    const of = [...new Set(found.flatMap(({ clusterId }) => clusters.get(clusterId ?? '') ?? []))];
    const applicationsNamed = found.slice(0, MOST_NAMED).map(({ id, name, namespace, project, clusterId }) => ({
      ...{ id, name, namespace, project, cluster: clusters.get(clusterId ?? '')?.name ?? null },
    }));
    const view = { total: found.length, clusters: of.length, applications: applicationsNamed };
    return { view, clusters: of.map(({ cluster }) => cluster) };
  }

  /** The window's own; of one in the clusters' time the one that is asked for, else that of one that it affects. */
  #zoneOf(
    { spec }: SyncWindow,
    { clusters }: { readonly clusters: readonly WindowCluster[] },
    asked: string | undefined,
  ): Result<string, string> {
    if (spec.timeZone !== CLUSTER_ZONE) return ok(spec.timeZone);
    const problem = asked ? timeZoneProblem(asked) : undefined;
    return problem
      ? err(`${JSON.stringify(asked!.slice(0, 80))} ${problem}`)
      : ok(asked || clusters[0]?.timeZone || 'UTC');
  }
}

const NOTHING: WindowPreview = {
  ...{ problems: [], warnings: [], timeZone: null, openings: [], unread: [], exists: false, repository: null },
  affected: { total: 0, clusters: 0, applications: [] },
};

const withoutProblem = ({ problem: _, ...rule }: Native['rule']): Native['rule'] => rule;

/** Problems have the path of their field as their place. */
function readWindow(manifest: string): Result<Parsed<SyncWindow>> {
  const documents = parseDocuments(manifest, 'manifest');
  if (!documents.ok) return err(documents.error.map(({ where: _, ...problem }) => problem));
  const [first, ...rest] = documents.value;
  if (!first || rest.length > 0)
    return err([{ code: 'INVALID_YAML', message: `holds ${documents.value.length} resources, not one SyncWindow` }]);
  const wrong = wrongKind(first.object);
  return wrong ? err([wrong]) : parseSyncWindow(first.object, { strict: true, locate: (path) => path });
}

function wrongKind({ apiVersion, kind }: KubeObject): Problem | undefined {
  if (kind !== 'SyncWindow') return { code: 'INVALID_FIELD', where: 'kind', message: `is ${kind}, not SyncWindow` };
  if (apiVersion === 'wheelhouse.dev/v1alpha1') return undefined;
  return { code: 'INVALID_FIELD', where: 'apiVersion', message: 'is not wheelhouse.dev/v1alpha1' };
}

/** The message without the path that it begins with. */
const fieldProblem = ({ where = '', message, hint }: Problem): FieldProblem => ({
  field: where,
  message: where && message.startsWith(`${where} `) ? message.slice(where.length + 1) : message,
  hint: hint ?? null,
});
