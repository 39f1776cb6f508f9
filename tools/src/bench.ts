import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { main, UsageError } from './run/exit.ts';
import { inRoot } from './run/root.ts';

/** `npm run bench -- NAME`: one benchmark of `bench/src`; its JSON line is the only thing on stdout. */
void main(async () => {
  const [name, ...args] = process.argv.slice(2);
  const files = await readdir(inRoot('bench', 'src')).catch(() => []);
  const known = files.filter((file) => file.endsWith('.bench.ts')).map((file) => file.slice(0, -'.bench.ts'.length));
  if (!name || !known.includes(name)) {
    throw new UsageError(
      `usage: npm run bench -- NAME; there ${known.length ? `are: ${known.join(', ')}` : 'are no benchmarks yet'}`,
    );
  }
  const child = spawn(process.execPath, [inRoot('bench', 'src', `${name}.bench.ts`), ...args], { stdio: 'inherit' });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
});
