import {
  describeProblem,
  isMap,
  parseApplication,
  parseResource,
  parseTimePoint,
  readProjectWindows,
  resolveDestination,
  type Application,
  type Cluster,
  type KubeObject,
  type ManifestDocument,
  type Problem,
} from '@wheelhouse/core-domain';
import {
  calendarSpans,
  nativeWindow,
  projectWindow,
  type BookWindow,
  type WindowTarget,
} from '@wheelhouse/core-windows';
import { CliError } from '../exit.ts';
import { readText } from '../read-text.ts';
import { badInput } from './bad-input.ts';
import { readClusters, readDocuments } from './read-files.ts';

/** Events of calendars are unrolled so far before and after the time that is asked about. */
const YEAR = 366 * 86_400_000;
const AHEAD = 10 * YEAR;

export interface WindowFiles {
  file: string[];
  app: string;
  clusters?: string;
  calendar?: string[];
}

export interface ReadWindows {
  /** In the order of the files: all windows of all projects, and SyncWindows. */
  readonly windows: readonly BookWindow[];
  readonly target: WindowTarget;
  /** Of windows that are invalid: they block what they match, and the command ends with 2. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** An instant, or a time from–to. */
export interface AskedTime {
  readonly from: number;
  readonly to: number;
}

/** What the questions about windows are asked of: windows, one Application, and its cluster. */
export async function readWindows(options: WindowFiles, at: AskedTime): Promise<ReadWindows> {
  const { windows, problems, warnings } = await windowsOf(options, at);
  const target = await readTarget(options);
  if (!options.clusters && windows.some(needsCluster))
    warnings.push(
      'some windows look at the cluster itself, and no --clusters says what it is: no labels, time zone UTC',
    );
  return { windows, target, problems, warnings };
}

const needsCluster = (one: BookWindow): boolean =>
  'selectors' in one && (one.selectors.clusters !== undefined || one.rule.timeZone === 'cluster');

async function windowsOf(
  options: WindowFiles,
  at: AskedTime,
): Promise<{ windows: BookWindow[]; problems: Problem[]; warnings: string[] }> {
  const calendars = await readCalendars(options.calendar ?? [], at);
  const windows: BookWindow[] = [];
  const problems: Problem[] = [];
  const warnings: string[] = [];
  for (const document of (await readDocuments(options.file)).filter(holdsWindows)) {
    const parsed = parseResource(document);
    if (parsed.ok) warnings.push(...parsed.value.warnings.map(describeProblem));
    else problems.push(...parsed.error);
    if (document.object.kind !== 'SyncWindow') {
      const read = readProjectWindows(document.object);
      windows.push(...read.map((window, index) => projectWindow(document.object.metadata.name, index, window)));
    } else if (parsed.ok && parsed.value.kind === 'SyncWindow')
      windows.push(nativeWindow(parsed.value.value, calendars));
    else throw badInput(problems);
  }
  return { windows, problems, warnings };
}

const holdsWindows = ({ object }: ManifestDocument): boolean =>
  ['AppProject', 'Project', 'SyncWindow'].includes(object.kind);

async function readTarget({ app: file, clusters: clusterFile }: WindowFiles): Promise<WindowTarget> {
  const found = (await readDocuments([file])).filter(({ object }) => object.kind === 'Application');
  if (found.length !== 1) throw new CliError(2, `${file}: holds ${found.length} Applications, not one`);
  const { object } = found[0]!;
  const parsed = parseApplication(withSource(object));
  if (!parsed.ok)
    throw badInput(
      parsed.error.map((problem) => ({ ...problem, where: `${file}:${found[0]!.line}: ${problem.where ?? ''}` })),
    );
  const application = parsed.value.value;
  const applicationSet = ownerSet(object);
  return {
    project: application.spec.project,
    name: application.metadata.name,
    namespace: application.spec.destination.namespace,
    labels: application.metadata.labels,
    ...(applicationSet !== undefined && { applicationSet }),
    cluster: clusterOf(application, await readClusters(clusterFile)),
  };
}

/** What an Application is made of makes no difference to its windows, so it may be left out. */
function withSource(object: KubeObject): unknown {
  const spec = object['spec'];
  if (!isMap(spec) || spec['source'] !== undefined || spec['sources'] !== undefined) return object;
  return { ...object, spec: { ...spec, source: { repoURL: 'https://example.com', path: '.' } } };
}

function ownerSet(object: KubeObject): string | undefined {
  const owners: unknown = (object.metadata as { ownerReferences?: unknown }).ownerReferences;
  const owner = Array.isArray(owners)
    ? owners.find((one) => isMap(one) && one['kind'] === 'ApplicationSet')
    : undefined;
  return isMap(owner) && typeof owner['name'] === 'string' ? owner['name'] : undefined;
}

function clusterOf(application: Application, clusters: readonly Cluster[] | undefined): WindowTarget['cluster'] {
  const { destination } = application.spec;
  const written = [destination.name, destination.server].filter((one) => one !== undefined && one !== '');
  if (!clusters) return { names: written as string[], labels: {}, timeZone: 'UTC' };
  const resolved = resolveDestination(destination, clusters);
  if (!resolved.ok) throw badInput(resolved.error);
  const { metadata, spec } = resolved.value;
  const names = new Set([...(written as string[]), metadata.name, ...(spec.server ? [spec.server] : [])]);
  return { names: [...names], labels: metadata.labels, timeZone: spec.timeZone };
}

/** `NAME=FILE`: the iCalendar file that stands for a calendar of that name. */
async function readCalendars(
  given: readonly string[],
  { from, to }: AskedTime,
): Promise<Map<string, { from: string; to: string }[]>> {
  const calendars = new Map<string, { from: string; to: string }[]>();
  for (const one of given) {
    const [name, file] = [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)];
    if (!name || !file) throw new CliError(2, `--calendar ${one}: give NAME=FILE`);
    const spans = calendarSpans(await readText(file), { start: from - YEAR, end: to + AHEAD });
    if (!spans.ok) throw new CliError(2, `${file}: ${spans.error}`);
    calendars.set(name, spans.value);
  }
  return calendars;
}

/** An instant: RFC 3339; without an offset it is UTC. */
export function readTime(option: string, text: string): number {
  const point = parseTimePoint(text);
  if (!point) throw new CliError(2, `${option} ${text}: is no time; write it like 2026-12-24T18:00:00Z`);
  return 'instant' in point ? point.instant : point.local;
}

export const timeText = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z');
