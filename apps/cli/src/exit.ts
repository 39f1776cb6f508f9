import { describeProblem, type Problem } from '@wheelhouse/core-domain';

/** 0: done, yes. 1: the answer is no. 2: bad input or usage. 3: the hub cannot be reached or refuses. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Ends the command with a code; the message goes to stderr. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Bad input: every problem on its own line. */
export class BadInput extends CliError {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(2, problems.map(describeProblem).join('\n'));
    this.problems = problems;
  }
}

export const badInput = (problems: readonly Problem[]): BadInput => new BadInput(problems);

/** The answer is no: said by the exit code, with nothing more to say. */
export class AnswerNo extends CliError {
  constructor(message = '') {
    super(1, message);
  }
}
