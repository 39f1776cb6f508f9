import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Git without the user's and the system's settings: hooks, signing and templates of theirs have no place here. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Wheelhouse',
  GIT_AUTHOR_EMAIL: 'demo@wheelhouse.invalid',
  GIT_COMMITTER_NAME: 'Wheelhouse',
  GIT_COMMITTER_EMAIL: 'demo@wheelhouse.invalid',
};

/** What Git prints. Throws with what it complained about. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  try {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
    return (await run('git', args, { cwd, env: { ...inherited, ...ENVIRONMENT } })).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`git ${args[0]} failed: ${stderr?.trim() || message}`, { cause: error });
  }
}
