import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import { exchange } from './exchange.ts';

let server: Server;
let agent: Agent;
const seen: string[] = [];
const held: ServerResponse[] = [];

function answer(request: IncomingMessage, response: ServerResponse): void {
  seen.push(request.url ?? '');
  if (request.url === '/held') return void held.push(response);
  if (request.url === '/cut') return void request.socket.destroy();
  response.writeHead(request.url === '/missing' ? 404 : 200, { 'retry-after': '7' });
  response.write('{"text":"ä');
  response.end('ß"}');
}

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  agent = new Agent({ connections: 1, pipelining: 1 });
});
afterAll(async () => {
  await agent.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const send = (path: string, options: { timeoutMs?: number; signal?: AbortSignal } = {}) => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return exchange(agent, { origin, path, method: 'GET' }, { timeoutMs: 5_000, ...options });
};

describe('an exchange', () => {
  it('is the status, the headers and the whole text', async () => {
    const { statusCode, headers, text } = await send('/');
    expect({ statusCode, after: headers['retry-after'], text }).toEqual({
      statusCode: 200,
      after: '7',
      text: '{"text":"äß"}',
    });
    expect((await send('/missing')).statusCode).toBe(404);
  });

  it('ends in time, also while it waits for a connection, and is not sent later', async () => {
    const slow = send('/held', { timeoutMs: 300 });
    const waiting = send('/never', { timeoutMs: 100 });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(slow).rejects.toMatchObject({ name: 'TimeoutError' });
    expect((await send('/after')).statusCode).toBe(200);
    expect(seen).not.toContain('/never');
  });

  it('is not sent when its time ended while the whole process stood still', async () => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const standStill = (): void => {
      const until = performance.now() + 200;
      while (performance.now() < until);
    };
    const first = new Promise<void>((resolve, reject) => {
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: () => undefined,
        onResponseEnd: () => resolve(standStill()),
        onResponseError: (_, error) => reject(error),
      };
      agent.dispatch({ origin, path: '/', method: 'GET' }, handler);
    });
    const waiting = send('/too-late', { timeoutMs: 100 });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    await first;
    expect((await send('/after')).statusCode).toBe(200);
    expect(seen).not.toContain('/too-late');
  });

  it('is not begun when no time is left', async () => {
    await expect(send('/none-left', { timeoutMs: 0 })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect((await send('/')).statusCode).toBe(200);
    expect(seen).not.toContain('/none-left');
  });

  it('is given up with its signal, before and while it runs', async () => {
    const abort = new AbortController();
    const running = send('/held', { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await expect(send('/', { signal: abort.signal })).rejects.toThrow('enough');
    expect((await send('/')).statusCode).toBe(200);
  });

  it('rejects where the connection breaks', async () => {
    await expect(send('/cut')).rejects.toMatchObject({ code: expect.any(String) });
    expect((await send('/')).statusCode).toBe(200);
  });
});
