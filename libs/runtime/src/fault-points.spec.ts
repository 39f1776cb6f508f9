import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { manualClock } from './clock.ts';
import { InjectedFault, openFaultPoints, skewedClock, withFaultPoints } from './fault-points.ts';

const WHO = { app: 'spoke', name: 'dev-spoke' };

describe('fault points', () => {
  let dir: string;
  let at: string;
  let server: Server;
  let sockets: Socket[];
  let heard: Record<string, unknown>[];
  let answer: (said: Record<string, unknown>) => object | undefined;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-faults-'));
    at = path.join(dir, 'socket');
    [sockets, heard] = [[], []];
    answer = ({ id }) => ({ id });
    server = createServer((socket) => {
      sockets.push(socket);
      createInterface({ input: socket }).on('line', (line) => {
        const said = JSON.parse(line) as Record<string, unknown>;
        heard.push(said);
        const reply = answer(said);
        if (reply) socket.write(`${JSON.stringify(reply)}\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(at, resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    await rm(dir, { recursive: true, force: true });
  });

  it('are not there where no controller is named', async () => {
    expect(await openFaultPoints(undefined, WHO)).toBeUndefined();
    const target = { write: async () => 'written' };
    expect(withFaultPoints(target, undefined, { write: 'write' })).toBe(target);
  });

  it('say who is there, and stand before and after each named call', async () => {
    const faults = await openFaultPoints(at, WHO);
    const target = { write: async (text: string) => text, read: async () => 'read', size: 3 };
    const broken = withFaultPoints(target, faults, {
      write: (text) => (text === 'free' ? undefined : `write.${text}`),
    });
    expect(await broken.write('a')).toBe('a');
    expect(await broken.write('free')).toBe('free');
    expect([await broken.read(), broken.size]).toEqual(['read', 3]);
    expect(heard[0]).toEqual({ ...WHO, pid: process.pid });
    expect(heard.slice(1).map(({ point }) => point)).toEqual(['write.a.before', 'write.a.after']);
  });

  it('keep the call from being made when the controller says so', async () => {
    const faults = await openFaultPoints(at, WHO);
    answer = ({ id }) => ({ id, fail: 'the disk is full' });
    let written = 0;
    const broken = withFaultPoints({ write: async () => (written += 1) }, faults, { write: 'write' });
    await expect(broken.write()).rejects.toThrow(new InjectedFault('the disk is full'));
    expect(written).toBe(0);
  });

  it('break nothing any more when the controller has gone', async () => {
    const faults = (await openFaultPoints(at, WHO))!;
    answer = () => undefined;
    const reached = faults.reach('here');
    for (const socket of sockets) socket.destroy();
    await reached;
    await faults.reach('there');
  });

  it('let a clock be wrong', async () => {
    answer = ({ id }) => (id === undefined ? { skewMs: 60_000 } : { id });
    const clock = manualClock('2026-03-01T12:00:00Z');
    const skewed = skewedClock(clock, await openFaultPoints(at, WHO));
    expect(new Date(skewed.now()).toISOString()).toBe('2026-03-01T12:01:00.000Z');
  });

  it('name the socket at which nobody listens', async () => {
    await expect(openFaultPoints(path.join(dir, 'absent'), WHO)).rejects.toThrow(/no controller of faults at .*absent/);
  });
});
