import { describeProblem, type Problem } from '@wheelhouse/core-domain';
import { CliError } from '../exit.ts';

/** Bad input: every problem on its own line. */
export class BadInput extends CliError {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(2, problems.map(describeProblem).join('\n'));
    this.problems = problems;
  }
}

export const badInput = (problems: readonly Problem[]): BadInput => new BadInput(problems);
