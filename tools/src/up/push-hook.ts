import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../run/root.ts';
import type { DemoRepository } from './seed-repository.ts';
import { writeJson } from './state.ts';

export interface PushHook {
  readonly webhook: string;
  readonly secret: string;
}

/** A push to the demo's repository calls the hub's webhook, as a Git server would, so it is noticed at once. */
export async function installPushHook(repository: DemoRepository, { webhook, secret }: PushHook): Promise<void> {
  const hooks = path.join(repository.path, 'hooks');
  await mkdir(hooks, { recursive: true });
  await copyFile(inRoot('tools', 'src', 'up', 'post-receive.mjs'), path.join(hooks, 'post-receive.mjs'));
  await writeJson(path.join(hooks, 'post-receive.json'), { webhook, secret, repository: repository.url });
  const hook = path.join(hooks, 'post-receive');
  await writeFile(hook, `#!/bin/sh\nexec ${quote(process.execPath)} "$(dirname "$0")/post-receive.mjs"\n`);
  await chmod(hook, 0o755);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
