import { execFile } from 'node:child_process';

/** What the program prints, whether it succeeds or not; without colours. */
export function runIn(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0', NO_COLOR: '1', ...env },
    maxBuffer: 1e8,
  };
  return new Promise((resolve) => {
    execFile(command, [...args], options, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}
