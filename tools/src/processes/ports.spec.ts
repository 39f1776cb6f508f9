import { createServer, type Server } from 'node:net';
import { demandPort, freePort, preferPort } from './ports.ts';

describe('ports', () => {
  let taken: Server | undefined;
  afterEach(() => taken?.close());

  it('gives out no port twice', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).toBe(20);
  });

  it('keeps a port that is free', async () => {
    const port = await freePort();
    expect(await preferPort(port)).toBe(port);
  });

  it('takes another one if the preferred is taken', async () => {
    expect(await preferPort(await listening())).not.toBe(await listening());
  });

  it('names a port that was asked for and is taken, and what it is for', async () => {
    const port = await listening();
    await expect(demandPort(port, 'dashboard')).rejects.toThrow(new RegExp(`^port ${port} \\(dashboard\\) is taken`));
  });

  async function listening(): Promise<number> {
    taken ??= createServer();
    if (!taken.listening) await new Promise<void>((resolve) => taken!.listen(0, '127.0.0.1', resolve));
    return (taken.address() as { port: number }).port;
  }
});
