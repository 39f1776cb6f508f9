import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { httpAdapter } from './http-adapter.ts';

describe('the time of a request', () => {
  const adapter = httpAdapter(300, 50);
  let port: number;

  beforeAll(async () => {
    adapter.post('/slow', () => 'taken');
    await adapter.init();
    await adapter.listen(0, '127.0.0.1');
    port = (adapter.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(() => adapter.close());

  it.each([
    [
      'a body that does not come whole',
      'POST /slow HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
    ],
    ['headers that do not end', 'POST /slow HTTP/1.1\r\nhost: hub\r\nx-more:'],
  ])('ends the connection after %s', async (_what, begun) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(begun);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('takes one that comes in time', async () => {
    const ask = () => fetch(`http://127.0.0.1:${port}/slow`, { method: 'POST' }).then((answer) => answer.text());
    expect(await ask()).toBe('taken');
  });
});
