import { CliError } from '../../exit.ts';
import type { HubClient } from '../../hub/hub-client.ts';
import { print, type Format } from '../../output.ts';
import type { Surroundings } from '../../surroundings.ts';
import { age } from '../hub-command.ts';
import { askApplication, type ApplicationName } from './application-name.ts';

export interface OperationRow {
  readonly id: string;
  readonly phase: string;
  readonly message: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly attempt: number;
  readonly initiatedBy: string;
  readonly revision: string | null;
  readonly cause: string | null;
  readonly dryRun: boolean;
  readonly steps: readonly StepRow[];
}

interface StepRow {
  readonly phase: string;
  readonly wave: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly total: number;
  readonly written: number;
  readonly done: number;
  readonly failed: number;
}

export const OPERATION_FIELDS = `id phase message startedAt finishedAt attempt initiatedBy revision cause dryRun
  steps { phase wave startedAt finishedAt total written done failed }`;

const words = (text: string): string => text.toLowerCase().replaceAll('_', ' ');

/** `840 ms`, `12 s`, `3 min`; until now for what still runs. */
export function tookText(from: string | null, to: string | null, now: number): string {
  if (!from) return '';
  const ms = (to ? Date.parse(to) : now) - Date.parse(from);
  if (ms < 1_000) return `${Math.max(0, ms)} ms`;
  return ms < 120_000 ? `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s` : `${Math.round(ms / 60_000)} min`;
}

/** What it does or did, who asked and why; and its steps, where it is not over or did not succeed. */
export function describeOperation(operation: OperationRow, now: number): string[] {
  const { phase, message, startedAt, finishedAt, initiatedBy, cause, attempt, revision, dryRun } = operation;
  const what = [dryRun ? 'dry run' : 'sync', revision && `to ${revision.slice(0, 8)}`, words(phase)];
  const took = tookText(startedAt, finishedAt, now);
  const who = `by ${initiatedBy || 'nobody'}${cause ? `, ${cause}` : ''}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
  const line = `${what.filter(Boolean).join(' ')}: ${message} (${who}; ${age(startedAt, now)} ago, ${finishedAt ? 'took' : 'for'} ${took})`;
  return [line, ...(phase === 'SUCCEEDED' ? [] : operation.steps.map((step) => `  ${describeStep(step, now)}`))];
}

/** `PreSync wave 0: 3 of 3 done, 1.2 s`. */
export function describeStep(
  { phase, wave, total, done, failed, startedAt, finishedAt }: StepRow,
  now: number,
): string {
  const took = tookText(startedAt, finishedAt, now);
  const state = startedAt ? took : 'not begun';
  return `${phase} wave ${wave}: ${done} of ${total} done${failed > 0 ? `, ${failed} failed` : ''}, ${state}`;
}

/** Every attempt, newest first: also those that failed, and those that changed nothing. */
export async function showOperations(
  hub: HubClient,
  name: ApplicationName,
  { streams, format }: { readonly streams: Surroundings['streams']; readonly format: Format },
): Promise<void> {
  const { operations } = await askApplication<{ operations: readonly OperationRow[] }>(hub, name, {
    selection: `operations(first: 50) { ${OPERATION_FIELDS} }`,
  });
  const now = Date.now();
  print(streams, format, {
    rows: operations,
    name: ({ id }) => id,
    columns: [
      { title: 'started', value: ({ startedAt }) => age(startedAt, now) },
      { title: 'result', value: ({ phase }) => words(phase) },
      { title: 'took', value: ({ startedAt, finishedAt }) => tookText(startedAt, finishedAt, now) },
      { title: 'revision', value: ({ revision }) => revision?.slice(0, 8) },
      { title: 'by', value: ({ initiatedBy }) => initiatedBy },
      {
        title: 'why',
        value: ({ cause, attempt }) => (attempt > 1 ? `${cause ?? ''} attempt ${attempt}`.trim() : cause),
      },
      { title: 'message', value: ({ message }) => message },
      { title: 'id', value: ({ id }) => id, wide: true },
    ],
  });
}

interface Outcome {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly phase: string;
  readonly wave: number;
  readonly code: string;
  readonly message: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** What became of each object of one operation; without an id of the last one. */
export async function showOutcomes(
  hub: HubClient,
  { name, id }: { readonly name: ApplicationName; readonly id: string | undefined },
  { streams, format }: { readonly streams: Surroundings['streams']; readonly format: Format },
): Promise<void> {
  const { operations } = await askApplication<{ operations: readonly OperationRow[] }>(hub, name, {
    selection: `operations(first: 50) { ${OPERATION_FIELDS} }`,
  });
  const found = id ? operations.find((one) => one.id.startsWith(id)) : operations[0];
  if (!found) throw new CliError(2, `${name.name} has no operation${id ? ` ${id}` : ' yet'}: look at its history.`);
  const { operationObjects } = await askApplication<{
    operationObjects: { objects: readonly Outcome[]; omitted: number } | null;
  }>(hub, name, {
    declared: ', $id: ID!, $attempt: Int',
    more: { id: found.id, attempt: found.attempt },
    selection: `operationObjects(id: $id, attempt: $attempt) { omitted
      objects { group kind namespace name phase wave code message startedAt finishedAt } }`,
  });
  const now = Date.now();
  if (format === 'table' || format === 'wide') describeOperation(found, now).forEach((line) => streams.err(line));
  print(streams, format, {
    rows: operationObjects?.objects ?? [],
    name: (one) => `${one.kind.toLowerCase()}/${one.name}`,
    columns: [
      { title: 'phase', value: ({ phase, wave }) => `${phase} ${wave}` },
      { title: 'kind', value: ({ kind }) => kind },
      { title: 'namespace', value: ({ namespace }) => namespace },
      { title: 'name', value: (one) => one.name },
      { title: 'result', value: ({ code }) => code },
      { title: 'took', value: ({ startedAt, finishedAt }) => tookText(startedAt, finishedAt, now) },
      { title: 'message', value: ({ message }) => message },
    ],
  });
  if (operationObjects?.omitted) streams.err(`${operationObjects.omitted} more objects were not kept.`);
}
