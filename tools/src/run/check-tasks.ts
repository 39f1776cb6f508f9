import { access } from 'node:fs/promises';
import { inRoot } from './root.ts';
import type { Task } from './task.ts';

const NX = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' };
const TYPED = ['.', 'apps/hub', 'apps/dashboard'];

/** Format, lint and types, each as a program to run. */
export async function checkTasks(): Promise<Task[]> {
  const projects = await Promise.all(TYPED.map(async (folder) => ((await hasConfig(folder)) ? [folder] : [])));
  return [
    node('format', 'prettier/bin/prettier.cjs', ['--check', '--cache', '--log-level', 'warn', '.']),
    { ...node('lint', 'nx/dist/bin/nx.js', ['run-many', '-t', 'lint', '--output-style=static']), env: NX },
    ...projects
      .flat()
      .map((folder) => node(`types of ${folder}`, 'typescript7/bin/tsc', ['-p', inRoot(folder, 'tsconfig.json')])),
  ];
}

/** Packages' programs run on this Node directly: npx would cost a second each. */
function node(name: string, program: string, args: readonly string[]): Task {
  return { name, command: process.execPath, args: [inRoot('node_modules', program), ...args] };
}

async function hasConfig(folder: string): Promise<boolean> {
  return access(inRoot(folder, 'tsconfig.json')).then(
    () => true,
    () => false,
  );
}
