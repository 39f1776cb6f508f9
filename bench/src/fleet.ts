import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { graphql, inRoot } from '@wheelhouse/tools';

const run = promisify(execFile);

export interface Fleet {
  readonly repository: string;
  readonly kubeconfigs: ReadonlyMap<string, string>;
  ask<T>(query: string, variables?: object): Promise<T>;
  stop(): Promise<void>;
}

interface UpJson {
  url: string;
  token: string;
  repository: string;
  clusters: { name: string; kubeconfig: string }[];
}

/** A fleet of three clusters with the demo, as `npm run up -- --detach` makes it, in a folder of its own. */
export async function startFleet(): Promise<Fleet> {
  const data = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-bench-'));
  await new Promise<void>((resolve, reject) => {
    const up = spawn(process.execPath, [inRoot('tools/src/up.ts'), '--detach', '--data', data], {
      stdio: ['ignore', 2, 2],
    });
    up.on('error', reject).on('close', (code) => (code === 0 ? resolve() : reject(new Error(`up ended with ${code}`))));
  });
  const up = JSON.parse(await readFile(path.join(data, 'up.json'), 'utf8')) as UpJson;
  return {
    repository: up.repository,
    kubeconfigs: new Map(up.clusters.map(({ name, kubeconfig }) => [name, kubeconfig])),
    ask: (query, variables) => graphql({ url: up.url, token: up.token }, query, variables),
    async stop() {
      await run(process.execPath, [inRoot('tools/src/down.ts'), '--data', data, '--purge']);
      await rm(data, { recursive: true, force: true });
    },
  };
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
