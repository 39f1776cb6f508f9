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

/** The answer is no: said by the exit code, with nothing more to say. */
export class AnswerNo extends CliError {
  constructor(message = '') {
    super(1, message);
  }
}
