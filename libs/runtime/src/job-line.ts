import type { Launch } from './launch.ts';

export interface JobLine extends Launch {
  readonly files: { readonly in: string; readonly out: string; readonly err: string };
  /** The program that starts another one in a session of its own. */
  readonly setsid: string | undefined;
}

/** Of `ulimit -f`, in POSIX. */
const BLOCK = 512;

/**
 * One line for the launcher's shell: starts the program in the background, says its process id, waits, says how it ended.
 * Everything that comes from elsewhere is quoted; names of variables are checked.
 */
export function jobLine(id: number, job: JobLine): string {
  const { files } = job;
  const limits = [
    ...(job.maxAddressSpaceMiB === undefined ? [] : [`ulimit -v ${job.maxAddressSpaceMiB * 1024} 2>/dev/null`]),
    ...(job.maxOutputBytes === undefined
      ? []
      : [`ulimit -f ${Math.floor(job.maxOutputBytes / BLOCK) + 1} 2>/dev/null`]),
  ];
  const exported = Object.entries(job.environment).map(([name, value]) => `export ${variable(name)}=${quoted(value)}`);
  const words = [...(job.setsid ? [job.setsid] : []), ...job.command].map(quoted);
  const steps = [`cd ${quoted(job.cwd)} || exit 126`, ...limits, ...exported, `exec ${words.join(' ')}`];
  const redirected = `<${quoted(files.in)} >${quoted(files.out)} 2>${quoted(files.err)}`;
  return `{ ( umask 077; ${steps.join('; ')} ) ${redirected} & p=$!; echo "${id} p $p"; wait $p; echo "${id} x $?"; } &`;
}

/** A word that the shell takes as it is. `$n` is a line break. */
export function quoted(text: string): string {
  if (text.includes('\0')) throw new TypeError('a word for a program holds a zero byte');
  return `'${text.replaceAll("'", "'\\''").replaceAll('\n', '\'"$n"\'')}'`;
}

function variable(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new TypeError(`not a name of a variable: ${name}`);
  return name;
}
