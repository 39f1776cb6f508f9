import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { binary } from '../binaries/ensure-binaries.ts';
import { freePort } from '../processes/ports.ts';
import { createSupervisor, type Child, type Supervisor } from '../processes/supervisor.ts';
import { http } from './http.ts';

export interface NatsOptions {
  /** Configuration, JetStream store and log live here; kept over restarts. */
  readonly dir: string;
  /** A free one if not given. */
  readonly port?: number;
  /**
   * Text for the server's configuration file: accounts, operator, resolver, limits. Listen address, monitoring and
   * JetStream's folder are added by us. Without it: JetStream for everybody.
   */
  readonly config?: string;
  readonly supervisor?: Supervisor;
}

export interface Nats {
  readonly url: string;
  readonly port: number;
  readonly monitor: string;
  readonly pid: number;
  stop(): Promise<void>;
  /** SIGKILL by default, as in a crash; waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and store. */
  restart(): Promise<void>;
}

/** A real nats-server, ready for connections. */
export async function startNats(options: NatsOptions): Promise<Nats> {
  const dir = path.resolve(options.dir);
  const supervisor = options.supervisor ?? createSupervisor(dir);
  const port = options.port ?? (await freePort());
  const monitorPort = await freePort();
  const file = path.join(dir, 'nats-server.conf');
  await mkdir(dir, { recursive: true });
  await writeFile(file, configuration(dir, port, monitorPort, options.config), { mode: 0o600 });
  if (!options.supervisor) await supervisor.endOrphans();
  const monitor = `http://127.0.0.1:${monitorPort}`;
  let child = await start().catch(giveUp);
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    monitor,
    get pid() {
      return child.pid;
    },
    stop: async () => {
      await child.stop();
      if (!options.supervisor) await supervisor.stop();
    },
    kill: (signal) => child.kill(signal),
    restart: async () => {
      await child.stop();
      child = await start();
    },
  };

  async function giveUp(error: unknown): Promise<never> {
    if (!options.supervisor) await supervisor.stop();
    throw error;
  }

  async function start(): Promise<Child> {
    const command = await binary('nats-server');
    const started = await supervisor.start({ name: 'nats-server', command, args: ['--config', file], rank: 2 });
    await started.ready(async () => (await http(`${monitor}/healthz`)).status === 200, 20_000);
    return started;
  }
}

function configuration(dir: string, port: number, monitorPort: number, given = ''): string {
  const own = [`listen: "127.0.0.1:${port}"`, `http: "127.0.0.1:${monitorPort}"`];
  if (!/^\s*jetstream\b/m.test(given))
    own.push(`jetstream { store_dir: ${JSON.stringify(path.join(dir, 'jetstream'))} }`);
  if (!/^\s*(server_name|pid_file)\b/m.test(given)) own.push('server_name: wheelhouse');
  return [...own, given, ''].join('\n');
}
