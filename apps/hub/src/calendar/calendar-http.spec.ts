/** Fetching of calendars, from a real server on this machine. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CalendarHttp } from './calendar-http.ts';
import { isInner } from './inner-addresses.ts';

describe('calendars over HTTP', () => {
  let server: Server;
  let origin: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const opened: CalendarHttp[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const http = (options: Partial<ConstructorParameters<typeof CalendarHttp>[0]> = {}): CalendarHttp => {
    const made = new CalendarHttp({ allowed: [origin], ...options });
    opened.push(made);
    return made;
  };

  it('brings the text with its ETag, and asks with it the next time', async () => {
    answer = ({ headers }, response) =>
      headers['if-none-match'] === '"1"'
        ? response.writeHead(304).end()
        : response.writeHead(200, { etag: '"1"' }).end('BEGIN:VCALENDAR');
    const reader = http();
    expect(await reader.read(`${origin}/a.ics`, '')).toEqual({
      ok: true,
      value: { same: false, text: 'BEGIN:VCALENDAR', version: '"1"' },
    });
    expect(await reader.read(`${origin}/a.ics`, '"1"')).toEqual({ ok: true, value: { same: true } });
  });

  it('follows a redirect within the server', async () => {
    answer = ({ url }, response) =>
      url === '/new' ? response.end('x') : response.writeHead(302, { location: '/new' }).end();
    expect(await http().read(`${origin}/old`, '')).toMatchObject({ ok: true, value: { text: 'x' } });
  });

  it.each([
    ['a redirect to another server', { location: 'http://example.com/' }, /redirects to http:\/\/example\.com: name/],
    ['a redirect to no address', { location: 'http://[' }, /redirects to no address/],
    ['a redirect in a circle', { location: '/again' }, /redirects to http:\/\/127/],
  ])('%s is refused', async (_, headers, expected) => {
    answer = (_request, response) => response.writeHead(302, headers).end();
    expect(await http().read(`${origin}/secret-path`, '')).toEqual({
      ok: false,
      error: expect.stringMatching(expected),
    });
  });

  it('an answer that never ends is cut off by its size', async () => {
    answer = (_request, response) => {
      const send = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', send);
      };
      send();
    };
    const read = await http({ maxBytes: 100_000 }).read(`${origin}/`, '');
    expect(read).toEqual({ ok: false, error: expect.stringMatching(/more than 100000 bytes/) });
  });

  it('an answer that does not come, or drips, is given up', async () => {
    const reader = http({ timeoutMs: 300 });
    answer = () => {};
    expect(await reader.read(`${origin}/secret`, '')).toEqual({
      ok: false,
      error: `${origin} did not answer within 0.3 s`,
    });
    answer = (_request, response) => {
      const drip = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(drip));
    };
    expect(await reader.read(`${origin}/secret`, '')).toMatchObject({
      ok: false,
      error: expect.stringMatching(/within/),
    });
  });

  it('other answers are said by their number, without the path', async () => {
    answer = (_request, response) => response.writeHead(404).end('<html>');
    expect(await http().read(`${origin}/private-1234`, '')).toEqual({ ok: false, error: `${origin} answers with 404` });
  });

  it('a server that is not there is said so', async () => {
    const read = await http({ allowed: ['http://127.0.0.1:1'] }).read('http://127.0.0.1:1/x', '');
    expect(read).toEqual({ ok: false, error: 'http://127.0.0.1:1 can not be reached: ECONNREFUSED' });
  });

  it.each([
    ['its address', () => origin],
    ['its name', () => origin.replace('127.0.0.1', 'localhost')],
    ['its address as one number', () => origin.replace('127.0.0.1', '2130706433')],
    ['its address of IPv6', () => 'http://[::1]:9/'],
    ['its address of IPv4 within IPv6', () => 'http://[::ffff:169.254.169.254]/latest'],
  ])('a server of the own network is not asked, given %s', async (_, url) => {
    answer = (_request, response) => response.end('secret');
    const read = await http({ allowed: [] }).read(url(), '');
    expect(read).toEqual({
      ok: false,
      error: expect.stringMatching(/own network; an admin adds it to WHEELHOUSE_ALLOWED_CALENDARS/),
    });
  });

  it('no password travels in an address', async () => {
    expect(await http().read('https://me:secret@example.com/x.ics', '')).toEqual({
      ok: false,
      error: 'its url holds a password: calendars are read without one',
    });
  });

  it.each([
    ['10.1.2.3', true],
    ['169.254.169.254', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['100.64.0.1', true],
    ['8.8.8.8', false],
    ['::1', true],
    ['::', true],
    ['fd00::1', true],
    ['fe80::1', true],
    ['::ffff:10.0.0.1', true],
    ['::ffff:0a00:0001', true],
    ['2606:4700::1111', false],
    ['255.255.255.255', true],
  ])('%s is one of the own network: %s', (address, expected) => {
    expect(isInner(address)).toBe(expected);
  });
});
