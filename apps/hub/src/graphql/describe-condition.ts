import type { StoredProblem } from '@wheelhouse/adapter-postgres';
import type { ConditionModel } from './models/condition.model.ts';
import type { Severity } from './models/enums.ts';

const typeOf = (code: string | undefined): string =>
  code ? code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()) : 'Problem';

/** A stored Problem as the API shows it. */
export const toCondition = (problem: StoredProblem, severity: 'ERROR' | 'WARNING'): ConditionModel => ({
  type: problem.type ?? typeOf(problem.code),
  severity: severity as Severity,
  code: problem.code ?? null,
  message: problem.message,
  where: problem.where ?? null,
  hint: problem.hint ?? null,
  since: problem.since ? new Date(problem.since) : null,
});
