import { simpleGit, type SimpleGitOptions } from 'simple-git';

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

const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH'];

/** What Git prints. Throws with what it complained about. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const inherited = INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]] as const] : []));
  // The empty configuration above is the one thing that simple-git would take for an attack.
  const unsafe = { allowUnsafeConfigPaths: true };
  const allowEnvironment = Object.keys(ENVIRONMENT);
  const client = simpleGit({ baseDir: cwd, unsafe, allowEnvironment, errors: failed });
  try {
    return await client.env({ ...Object.fromEntries(inherited), ...ENVIRONMENT }).raw(args);
  } catch (error) {
    throw new Error(`git ${args[0]} failed: ${(error as Error).message.trim()}`, { cause: error });
  }
}

/** An exit code is a failure also where Git says nothing, as `git grep` does. */
const failed: SimpleGitOptions['errors'] = (error, { exitCode }) =>
  error ?? (exitCode === 0 ? undefined : new Error(`exit code ${exitCode}`));
