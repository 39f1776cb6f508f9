import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { startNats } from './nats.ts';

describe('startNats', () => {
  let dir: string;
  beforeEach(async () => (dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-nats-'))));
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('keeps its streams through a crash, on the same port', async () => {
    const server = await startNats({ dir });
    await withConnection(server.url, async (connection) => {
      await (await jetstreamManager(connection)).streams.add({ name: 'S', subjects: ['s'] });
      await jetstream(connection).publish('s', 'kept');
    });
    await server.kill();
    await server.restart();
    await withConnection(server.url, async (connection) => {
      const message = await (await jetstreamManager(connection)).streams.getMessage('S', { last_by_subj: 's' });
      expect(message?.string()).toBe('kept');
    });
    await server.stop();
  });

  it('runs the configuration that it is given', async () => {
    const config = 'authorization { user: hub, password: secret }\nmax_payload: 2048';
    const server = await startNats({ dir, config });
    await expect(connect({ servers: server.url, reconnect: false })).rejects.toThrow(/Authorization/i);
    const connection = await connect({ servers: server.url, user: 'hub', pass: 'secret' });
    expect(connection.info?.max_payload).toBe(2048);
    await connection.close();
    await server.stop();
  });

  it('says what the server says about a configuration that it refuses', async () => {
    await expect(startNats({ dir, config: 'no_such_setting: 1' })).rejects.toThrow(/no_such_setting/);
  });
});

async function withConnection(
  servers: string,
  work: (connection: Awaited<ReturnType<typeof connect>>) => Promise<void>,
): Promise<void> {
  const connection = await connect({ servers });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}
