import type { IgnoreDifference, SyncPolicy } from './application.ts';
import { compileJqPath } from './jq-path.ts';
import { parseDuration } from './duration.ts';
import type { Fields } from './fields.ts';
import { readAnnotations, readLabels } from './parse-metadata.ts';
import { syncOptionProblem } from './sync-options.ts';

/** Argo CD's defaults of a retry: 5 attempts, 5 s, doubled up to 3 minutes. */
const RETRY = { limit: 5, durationMs: 5_000, factor: 2, maxDurationMs: 180_000 };

export function readSyncPolicy(fields: Fields | undefined): SyncPolicy {
  if (!fields) return { syncOptions: [] };
  const automated = readAutomated(fields.fields('automated'));
  const retry = readRetry(fields.fields('retry'));
  const managedNamespaceMetadata = readNamespaceMetadata(fields.fields('managedNamespaceMetadata'));
  const policy = {
    ...(automated && { automated }),
    syncOptions: readSyncOptions(fields),
    ...(retry && { retry }),
    ...(managedNamespaceMetadata && { managedNamespaceMetadata }),
  };
  fields.done();
  return policy;
}

function readSyncOptions(fields: Fields): string[] {
  const options = fields.strings('syncOptions');
  options.forEach((option, index) => {
    const problem = syncOptionProblem(option);
    if (problem) fields.issues.warn('NOT_SUPPORTED', [...fields.at('syncOptions'), index], problem);
  });
  return options;
}

function readAutomated(fields: Fields | undefined): SyncPolicy['automated'] {
  if (!fields) return undefined;
  const enabled = fields.boolean('enabled') ?? true;
  const automated = {
    prune: fields.boolean('prune') ?? false,
    selfHeal: fields.boolean('selfHeal') ?? false,
    allowEmpty: fields.boolean('allowEmpty') ?? false,
  };
  fields.done();
  return enabled ? automated : undefined;
}

function readRetry(fields: Fields | undefined): SyncPolicy['retry'] {
  if (!fields) return undefined;
  const limit = fields.integer('limit') ?? RETRY.limit;
  if (limit < -1) fields.invalid('limit', `is ${limit}`, '-1 is without end, 0 is never');
  const backoff = fields.fields('backoff');
  const durationMs = (backoff && readDuration(backoff, 'duration')) ?? RETRY.durationMs;
  const maxDurationMs = (backoff && readDuration(backoff, 'maxDuration')) ?? RETRY.maxDurationMs;
  const factor = backoff?.integer('factor') ?? RETRY.factor;
  if (factor < 1) backoff?.invalid('factor', `is ${factor}`, 'at least 1');
  backoff?.done();
  fields.noEffect('a retry syncs what is desired by then anyway', 'refresh');
  fields.done();
  return { limit, backoff: { durationMs, factor, maxDurationMs } };
}

/** Go's durations; a bare number is seconds, as in Argo CD. In milliseconds. */
function readDuration(fields: Fields, name: string): number | undefined {
  const raw = fields.raw(name);
  if (raw === undefined || raw === '') return undefined;
  const seconds = typeof raw === 'number' || (typeof raw === 'string' && /^\d+$/.test(raw));
  const duration = seconds ? Number(raw) * 1000 : typeof raw === 'string' ? parseDuration(raw) : undefined;
  if (duration !== undefined && duration >= 0) return duration;
  fields.invalid(name, `${JSON.stringify(raw)} is no duration`, 'for example 30s, 5m or 1h30m');
  return undefined;
}

function readNamespaceMetadata(fields: Fields | undefined): SyncPolicy['managedNamespaceMetadata'] {
  if (!fields) return undefined;
  const metadata = { labels: readLabels(fields, 'labels'), annotations: readAnnotations(fields, 'annotations') };
  fields.done();
  return metadata;
}

export function readIgnoreDifference(fields: Fields): IgnoreDifference {
  const name = fields.string('name');
  const namespace = fields.string('namespace');
  const difference = {
    group: fields.string('group') ?? '',
    kind: fields.requiredString('kind'),
    ...(name && { name }),
    ...(namespace && { namespace }),
    jsonPointers: fields.strings('jsonPointers'),
    jqPathExpressions: readJqPaths(fields),
    managedFieldsManagers: fields.strings('managedFieldsManagers'),
  };
  fields.done();
  return difference;
}

/** In Argo CD an expression that cannot be read fails every comparison; here it is refused where it is written. */
function readJqPaths(fields: Fields): string[] {
  const expressions = fields.strings('jqPathExpressions');
  for (const [index, expression] of expressions.entries()) {
    const compiled = compileJqPath(expression);
    if (!compiled.ok) fields.issues.error('INVALID_FIELD', [...fields.at('jqPathExpressions'), index], compiled.error);
  }
  return expressions;
}
