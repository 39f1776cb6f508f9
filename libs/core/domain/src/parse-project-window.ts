import { cronEverFires, parseCron } from './cron.ts';
import { parseDuration } from './duration.ts';
import { Fields, Issues, isMap } from './fields.ts';
import type { ProjectWindow } from './sync-window.ts';
import { timeZoneProblem } from './time-zone.ts';

const KINDS = ['allow', 'deny'] as const;

/** One entry of an AppProject's `syncWindows`. What Argo CD would take for UTC or for always active is refused or warned of. */
export function readProjectWindow(fields: Fields): ProjectWindow {
  const window = {
    kind: readKind(fields),
    schedule: fields.requiredString('schedule', 'five fields, for example 0 22 * * *'),
    duration: fields.requiredString('duration', 'for example 1h30m'),
    timeZone: fields.string('timeZone') ?? '',
    applications: fields.strings('applications'),
    namespaces: fields.strings('namespaces'),
    clusters: fields.strings('clusters'),
    manualSync: fields.boolean('manualSync') ?? false,
    andOperator: fields.boolean('andOperator') ?? false,
    syncOverrun: fields.boolean('syncOverrun') ?? false,
    description: fields.string('description') ?? '',
  };
  fields.done();
  checkTimes(fields, window);
  if (window.description.length > 255) fields.invalid('description', 'is longer than 255 characters');
  const selects = [window.applications, window.namespaces, window.clusters].some((list) => list.length > 0);
  if (!selects)
    fields.issues.warn('INVALID_FIELD', fields.path, 'matches nothing', 'give applications, namespaces or clusters');
  return window;
}

function readKind(fields: Fields): ProjectWindow['kind'] {
  const kind = fields.requiredString('kind', KINDS.join(' or '));
  if (kind === 'allow' || kind === 'deny') return kind;
  if (kind) fields.invalid('kind', `is ${JSON.stringify(kind.slice(0, 80))}`, `one of ${KINDS.join(', ')}`);
  return 'deny';
}

function checkTimes(fields: Fields, { schedule, duration, timeZone }: ProjectWindow): void {
  const cron = parseCron(schedule);
  if (schedule && !cron.ok)
    fields.invalid('schedule', `is no schedule: ${cron.error}`, 'minute hour day month weekday');
  if (cron.ok && !cronEverFires(cron.value))
    fields.issues.warn(
      'INVALID_FIELD',
      fields.at('schedule'),
      'names a day that never comes: the window is never active',
    );
  const milliseconds = parseDuration(duration);
  if (duration && milliseconds === undefined)
    fields.invalid('duration', `${JSON.stringify(duration.slice(0, 80))} is no duration`, 'for example 1h30m');
  if (milliseconds !== undefined && milliseconds <= 0)
    fields.issues.warn('INVALID_FIELD', fields.at('duration'), 'is not above zero: the window is never active');
  const problem = timeZone && timeZoneProblem(timeZone);
  if (problem) fields.invalid('timeZone', `${JSON.stringify(timeZone.slice(0, 80))} ${problem}`);
}

/**
 * The windows of a project's JSON, each with what is wrong with it: for what was stored before it was checked, and for the
 * question what an invalid one would do. Kinds other than allow and deny count as deny, which is the stricter side.
 */
export function readProjectWindows(project: unknown): ProjectWindow[] {
  const spec = isMap(project) ? project['spec'] : undefined;
  const windows = isMap(spec) ? spec['syncWindows'] : undefined;
  if (!Array.isArray(windows)) return [];
  return windows.map((window, index) => {
    const issues = new Issues({});
    const read = readProjectWindow(new Fields(window, ['spec', 'syncWindows', index], issues));
    return {
      ...read,
      ...(issues.errors.length > 0 && { problem: issues.errors.map(({ message }) => message).join('; ') }),
    };
  });
}
