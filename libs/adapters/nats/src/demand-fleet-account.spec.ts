import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startNats, type Nats as Server } from '@wheelhouse/tools';
import { connectNats, createFleetKeys, demandFleetAccount, hubCredentials, serverConfig } from './index.ts';

let folder: string;
let server: Server | undefined;
beforeEach(async () => void (folder = await mkdtemp(path.join(os.tmpdir(), 'wh-nats-account-'))));
afterEach(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('demandFleetAccount', () => {
  const keys = createFleetKeys(Date.now());
  const ask = async (): Promise<void> => {
    const nats = await connectNats({ servers: [server!.url], credentials: hubCredentials(keys), name: 'spec' });
    await demandFleetAccount(nats, keys).finally(() => nats.close());
  };

  it('accepts a server with the operator of the fleet', async () => {
    server = await startNats({ dir: folder, config: serverConfig({ keys, storeDir: path.join(folder, 'js') }) });
    await expect(ask()).resolves.toBeUndefined();
  });

  it('refuses a server that takes anybody', async () => {
    server = await startNats({ dir: folder });
    await expect(ask()).rejects.toThrow(/does not know this fleet's operator/);
  });
});
