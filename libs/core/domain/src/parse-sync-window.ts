import { cronEverFires, parseCron } from './cron.ts';
import { parseDuration } from './duration.ts';
import { Fields, Issues, type Parsed, type ParseOptions } from './fields.ts';
import { readMetadata } from './parse-metadata.ts';
import { readSelector } from './parse-selector.ts';
import { parseRecurrence } from './recurrence.ts';
import type { Result } from './result.ts';
import {
  CLUSTER_ZONE,
  windowKinds,
  type SyncWindow,
  type SyncWindowSpec,
  type WindowCalendar,
  type WindowException,
  type WindowSchedule,
  type WindowSelectors,
} from './sync-window.ts';
import { parseTimePoint, type TimePoint } from './time-point.ts';
import { timeZoneProblem } from './time-zone.ts';

/** Our SyncWindow from its JSON. One that exists has a real schedule and a real zone. */
export function parseSyncWindow(object: unknown, options: ParseOptions = {}): Result<Parsed<SyncWindow>> {
  const issues = new Issues(options);
  const root = new Fields(object, [], issues);
  const { name, labels, annotations } = readMetadata(root);
  const spec = root.fields('spec') ?? new Fields({}, ['spec'], issues);
  root.ignore('apiVersion', 'kind', 'status').done();
  return issues.result({ metadata: { name, labels, annotations }, spec: readSpec(spec) });
}

function readSpec(fields: Fields): SyncWindowSpec {
  const kind = fields.oneOf('kind', windowKinds);
  if (!kind && !fields.has('kind')) fields.requiredString('kind', windowKinds.join(', '));
  const timeZone = readTimeZone(fields);
  const schedule = readSchedule(fields.fields('schedule'), timeZone);
  const duration = readDuration(fields, schedule);
  const spread = readSpread(fields, duration);
  const spec: SyncWindowSpec = {
    kind: kind ?? 'deny',
    ...(schedule && { schedule }),
    ...(duration && { duration }),
    ...(spread && { spread }),
    timeZone,
    selectors: readSelectors(fields.fields('selectors')),
    calendars: fields.each('calendars', readCalendar),
    exceptions: fields.each('exceptions', readException),
    windows: fields.strings('windows'),
    manualSync: fields.boolean('manualSync') ?? false,
    syncOverrun: fields.boolean('syncOverrun') ?? false,
    heal: fields.oneOf('heal', ['allow', 'deny']) ?? 'allow',
    emergency: fields.boolean('emergency') ?? false,
    reason: fields.string('reason') ?? '',
    owner: fields.string('owner') ?? '',
    ticket: fields.string('ticket') ?? '',
  };
  fields.done();
  check(fields, spec);
  return spec;
}

/** Whoever begins last must be within the window still. */
function readSpread(fields: Fields, duration: string | undefined): string | undefined {
  const spread = fields.string('spread');
  if (spread === undefined || spread === '') return undefined;
  const milliseconds = parseDuration(spread);
  const open = duration === undefined ? undefined : parseDuration(duration);
  if (milliseconds === undefined || milliseconds <= 0)
    fields.invalid('spread', `${JSON.stringify(spread.slice(0, 80))} is no duration above zero`, 'for example 10m');
  else if (open !== undefined && milliseconds * 2 > open)
    fields.invalid('spread', 'is more than half of the duration', 'take a shorter one, or a longer window');
  return spread;
}

function check(fields: Fields, spec: SyncWindowSpec): void {
  if (!spec.schedule && spec.calendars.length === 0 && !fields.has('schedule'))
    fields.issues.error(
      'MISSING_FIELD',
      fields.at('schedule'),
      'is missing',
      'cron, rule, from and to, or give calendars',
    );
  if (spec.kind !== 'except') {
    if (spec.windows.length > 0) fields.invalid('windows', 'belongs to kind except', 'take it out');
    return;
  }
  // An exception is time-boxed and accounted for, or it is a hole.
  const bounded = spec.schedule && 'from' in spec.schedule && spec.schedule.to !== undefined;
  if (!bounded) fields.invalid('schedule', 'of an exception must have from and to', 'an exception ends by itself');
  if (!spec.reason) fields.issues.error('MISSING_FIELD', fields.at('reason'), 'is missing', 'an exception says why');
  if (!spec.ticket)
    fields.issues.error('MISSING_FIELD', fields.at('ticket'), 'is missing', 'an exception names its ticket');
  if (spec.emergency) fields.invalid('emergency', 'belongs to kind deny', 'take it out');
}

function readTimeZone(fields: Fields): string {
  const timeZone = fields.string('timeZone') || 'UTC';
  const problem = timeZone === CLUSTER_ZONE ? undefined : timeZoneProblem(timeZone);
  if (!problem) return timeZone;
  fields.invalid(
    'timeZone',
    `${JSON.stringify(timeZone.slice(0, 80))} ${problem}`,
    `or ${CLUSTER_ZONE}, the zone of the cluster`,
  );
  return 'UTC';
}

function readSchedule(fields: Fields | undefined, timeZone: string): WindowSchedule | undefined {
  if (!fields) return undefined;
  const cron = fields.string('cron');
  const rule = fields.string('rule');
  const start = fields.string('start');
  const from = fields.string('from');
  const to = fields.string('to');
  fields.done();
  const given = [cron, rule, from].filter((one) => one !== undefined);
  if (given.length !== 1) {
    fields.issues.error('INVALID_FIELD', fields.path, 'needs exactly one of cron, rule, and from');
    return undefined;
  }
  if (start !== undefined && rule === undefined) fields.invalid('start', 'belongs to a rule', 'take it out');
  if (to !== undefined && from === undefined) fields.invalid('to', 'belongs to from', 'take it out');
  if (cron !== undefined) return checkCron(fields, cron);
  if (rule !== undefined) return checkRule(fields, { rule, start: start ?? '' }, timeZone);
  checkSpan(fields, from!, to);
  return { from: from!, ...(to !== undefined && { to }) };
}

function checkCron(fields: Fields, text: string): WindowSchedule {
  const cron = parseCron(text, { descriptors: true });
  if (!cron.ok) fields.invalid('cron', `is no schedule: ${cron.error}`, 'minute hour day month weekday');
  else if (cron.value.timeZone) fields.invalid('cron', 'names a time zone', 'write it as timeZone');
  else if (!cronEverFires(cron.value))
    fields.issues.warn('INVALID_FIELD', fields.at('cron'), 'names a day that never comes: the window is never active');
  return { cron: text };
}

function checkRule(fields: Fields, schedule: { rule: string; start: string }, timeZone: string): WindowSchedule {
  const zone = timeZone === CLUSTER_ZONE ? 'UTC' : timeZone;
  if (!schedule.start)
    fields.issues.error('MISSING_FIELD', fields.at('start'), 'is missing', 'a rule counts from a local time');
  else {
    const parsed = parseRecurrence(schedule.rule, schedule.start, zone);
    if (!parsed.ok) fields.invalid('rule', `is no rule: ${parsed.error}`, 'RFC 5545, for example FREQ=WEEKLY;BYDAY=FR');
  }
  return schedule;
}

function checkSpan(fields: Fields, from: string, to: string | undefined): void {
  const [first, last] = [readPoint(fields, 'from', from), to === undefined ? undefined : readPoint(fields, 'to', to)];
  if (!first || !last) return;
  // A local time and an instant can only be compared in a zone; a day apart is beyond every zone's reach.
  const [a, b] = [valueOf(first), valueOf(last)];
  const slack = 'local' in first === 'local' in last ? 0 : 26 * 3_600_000;
  if (b + slack <= a) fields.invalid('to', 'is not after from');
}

const valueOf = (point: TimePoint): number => ('local' in point ? point.local : point.instant);

function readPoint(fields: Fields, name: string, text: string): TimePoint | undefined {
  const point = parseTimePoint(text);
  if (!point)
    fields.invalid(
      name,
      `${JSON.stringify(text.slice(0, 80))} is no time`,
      'for example 2026-12-24T18:00, or with Z or +01:00',
    );
  return point;
}

function readDuration(fields: Fields, schedule: WindowSchedule | undefined): string | undefined {
  const duration = fields.string('duration');
  const needed = schedule !== undefined && !('from' in schedule);
  if (duration === undefined || duration === '') {
    if (needed) fields.issues.error('MISSING_FIELD', fields.at('duration'), 'is missing', 'for example 8h');
    return undefined;
  }
  if (!needed) fields.invalid('duration', 'belongs to a cron or a rule', 'take it out');
  const milliseconds = parseDuration(duration);
  if (milliseconds === undefined || milliseconds <= 0)
    fields.invalid(
      'duration',
      `${JSON.stringify(duration.slice(0, 80))} is no duration above zero`,
      'for example 1h30m',
    );
  return duration;
}

function readSelectors(fields: Fields | undefined): WindowSelectors {
  if (!fields) return { projects: [], namespaces: [], applicationSets: [] };
  const clusters = readSelector(fields.fields('clusters'), 'labels');
  const applications = readSelector(fields.fields('applications'), 'labels');
  const selectors = {
    ...(clusters && { clusters }),
    ...(applications && { applications }),
    projects: fields.strings('projects'),
    namespaces: fields.strings('namespaces'),
    applicationSets: fields.strings('applicationSets'),
  };
  fields.done();
  return selectors;
}

function readCalendar(fields: Fields): WindowCalendar {
  const [url, repoURL] = [fields.string('url'), fields.string('repoURL')];
  const name = fields.requiredString('name', 'how people call it');
  const revision = fields.string('revision') || 'HEAD';
  const path = fields.string('path') ?? '';
  fields.done();
  if ((url === undefined) === (repoURL === undefined))
    fields.issues.error('INVALID_FIELD', fields.path, 'needs either url or repoURL');
  if (url !== undefined && !/^https?:\/\/\S+$/.test(url)) fields.invalid('url', 'is no address of http or https');
  if (repoURL !== undefined && !path)
    fields.issues.error('MISSING_FIELD', fields.at('path'), 'is missing', 'the file in the repository');
  return repoURL !== undefined ? { name, repoURL, revision, path } : { name, url: url ?? '' };
}

function readException(fields: Fields): WindowException {
  const exception = {
    from: fields.requiredString('from'),
    to: fields.requiredString('to', 'an exception ends by itself'),
    ticket: fields.requiredString('ticket', 'an exception names its ticket'),
    reason: fields.requiredString('reason', 'an exception says why'),
  };
  fields.done();
  if (exception.from && exception.to) checkSpan(fields, exception.from, exception.to);
  return exception;
}
