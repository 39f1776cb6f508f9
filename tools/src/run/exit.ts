/** A mistake in the call, or a machine that lacks something: one message, exit code 2, no stack. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
  readonly exitCode = 2;
}

/** Something that was asked for did not work, and the message says all about it: exit code 1, no stack. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  readonly exitCode = 1;
}

/** Runs a command to its exit code. What was thrown on purpose is worded for people, everything else shows its stack. */
export async function main(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    const exitCode = (error as { exitCode?: number }).exitCode;
    const text = error instanceof Error ? (exitCode === undefined ? error.stack : error.message) : String(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = exitCode ?? 1;
  }
}
