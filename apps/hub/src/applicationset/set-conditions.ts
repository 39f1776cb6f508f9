import type { SetCondition } from '@wheelhouse/adapter-postgres';
import { describeProblem, type Problem } from '@wheelhouse/core-domain';

/** What the last look at a set found. */
export interface SetFindings {
  /** No plan came out: nothing of the set was touched. */
  readonly errors: readonly Problem[];
  /** Single Applications that are left out or kept as they were. */
  readonly applications: readonly { readonly name: string; readonly problems: readonly Problem[] }[];
  readonly pending: number;
  readonly held: string | undefined;
}

const LISTED = 5;

type Condition = Omit<SetCondition, 'since'>;

/** Argo CD's three conditions, with its reasons; one that says what it said before keeps its `since`. */
export function conditionsOf(
  findings: SetFindings,
  before: readonly SetCondition[],
  now: Date,
): readonly SetCondition[] {
  const [first] = findings.errors;
  const error = first ? errorOfSet(first, findings.errors) : errorOfApplications(findings.applications);
  const conditions: readonly Condition[] = [
    error ?? { type: 'ErrorOccurred', status: 'False', reason: UP_TO_DATE, message: GENERATED },
    first
      ? { type: 'ParametersGenerated', status: 'False', reason: 'ErrorOccurred', message: error!.message }
      : { type: 'ParametersGenerated', status: 'True', reason: 'ParametersGenerated', message: GENERATED },
    upToDate(findings, error),
  ];
  return conditions.map((one) => {
    const known = before.find(
      ({ type, status, reason, message }) =>
        type === one.type && status === one.status && reason === one.reason && message === one.message,
    );
    return { ...one, since: known?.since ?? now.toISOString() };
  });
}

const UP_TO_DATE = 'ApplicationSetUpToDate';
const GENERATED = 'Successfully generated parameters for all Applications';

/** There is no plan: a generator or a template failed, or the set itself is wrong. */
function errorOfSet(first: Problem, errors: readonly Problem[]): Condition {
  const rendering = first.code === 'TEMPLATE_ERROR' && !first.where?.startsWith('spec.generators');
  return {
    type: 'ErrorOccurred',
    status: 'True',
    reason: rendering ? 'RenderTemplateParamsError' : 'ApplicationGenerationFromParamsError',
    message: errors.map(describeProblem).join('\n'),
    code: first.code,
    ...(first.where && { where: first.where }),
    ...(first.hint && { hint: first.hint }),
  };
}

function errorOfApplications(applications: SetFindings['applications']): Condition | undefined {
  const lines = applications.flatMap(({ name, problems }) => problems.map((one) => `${name}: ${describeProblem(one)}`));
  if (lines.length === 0) return undefined;
  return { type: 'ErrorOccurred', status: 'True', reason: 'ApplicationValidationError', message: listed(lines) };
}

/** An error says so here too, as with Argo CD; what waits for a person or for Git is ours. */
function upToDate({ pending, held }: SetFindings, error: Condition | undefined): Condition {
  const not = (reason: string, message: string): Condition => ({
    type: 'ResourcesUpToDate',
    status: 'False',
    reason,
    message,
  });
  if (held) return not('Held', held);
  if (error) return not(error.reason, error.message);
  if (pending > 0) return not('Pending', `${pending} Applications wait for their repositories`);
  return { type: 'ResourcesUpToDate', status: 'True', reason: UP_TO_DATE, message: 'ApplicationSet up to date' };
}

const listed = (lines: readonly string[]): string =>
  lines.slice(0, LISTED).join('\n') + (lines.length > LISTED ? `\nand ${lines.length - LISTED} more` : '');
