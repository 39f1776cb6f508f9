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

/** Argo CD's three conditions; one that says what it said before keeps its `since`. */
export function conditionsOf(
  findings: SetFindings,
  before: readonly SetCondition[],
  now: Date,
): readonly SetCondition[] {
  const [first] = findings.errors;
  const singles = findings.applications.flatMap(({ name, problems }) =>
    problems.map((one) => `${name}: ${describeProblem(one)}`),
  );
  const failed = first !== undefined || singles.length > 0;
  const message = first ? findings.errors.map(describeProblem).join('\n') : listed(singles);
  const conditions: readonly Omit<SetCondition, 'since'>[] = [
    {
      type: 'ErrorOccurred',
      status: failed ? 'True' : 'False',
      reason: first ? 'ApplicationGenerationError' : failed ? 'ApplicationValidationError' : 'AsExpected',
      message: failed ? message : 'all Applications were made',
      ...(first && { code: first.code }),
      ...(first?.where && { where: first.where }),
      ...(first?.hint && { hint: first.hint }),
    },
    {
      type: 'ParametersGenerated',
      status: first ? 'False' : 'True',
      reason: first ? 'ErrorOccurred' : 'ParametersGenerated',
      message: first ? 'no parameters were generated' : 'parameters were generated',
    },
    {
      type: 'ResourcesUpToDate',
      status: failed || findings.pending > 0 || findings.held ? 'False' : 'True',
      reason: findings.held
        ? 'Held'
        : failed
          ? 'ErrorOccurred'
          : findings.pending > 0
            ? 'Pending'
            : 'ApplicationSetUpToDate',
      message:
        findings.held ??
        (findings.pending > 0
          ? `${findings.pending} Applications wait for their repositories`
          : failed
            ? 'see ErrorOccurred'
            : 'all Applications are as the set says'),
    },
  ];
  return conditions.map((one) => {
    const known = before.find(
      ({ type, status, message: text }) => type === one.type && status === one.status && text === one.message,
    );
    return { ...one, since: known?.since ?? now.toISOString() };
  });
}

const listed = (lines: readonly string[]): string =>
  lines.slice(0, LISTED).join('\n') + (lines.length > LISTED ? `\nand ${lines.length - LISTED} more` : '');
