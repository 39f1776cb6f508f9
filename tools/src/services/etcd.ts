import path from 'node:path';
import { binary } from '../binaries/ensure-binaries.ts';
import { freePort } from '../processes/ports.ts';
import type { Child, Supervisor } from '../processes/supervisor.ts';
import { http } from './http.ts';

export interface Etcd {
  readonly url: string;
  readonly child: Child;
}

/** One etcd serves every cluster, each under a prefix of its own. It needs no disk flushes: crashes lose nothing. */
export async function startEtcd(dir: string, supervisor: Supervisor): Promise<Etcd> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = await supervisor.start({
    name: 'etcd',
    command: await binary('etcd'),
    args: [
      ...['--data-dir', path.join(dir, 'etcd')],
      ...['--listen-client-urls', url, '--advertise-client-urls', url],
      ...['--listen-peer-urls', `http://127.0.0.1:${await freePort()}`],
      ...['--unsafe-no-fsync', '--log-level', 'warn', '--quota-backend-bytes', String(4 * 1024 ** 3)],
      ...['--auto-compaction-mode', 'periodic', '--auto-compaction-retention', '10m'],
    ],
    rank: 0, // Last to be stopped: an API server whose etcd is gone does not end on SIGTERM.
  });
  await child.ready(async () => (await http(`${url}/health`)).text.includes('true'), 30_000);
  return { url, child };
}
