import { createLogger } from './logger.ts';

function capture(pretty: boolean) {
  const lines: string[] = [];
  const logger = createLogger({
    app: 'hub',
    version: '0.1.0',
    pretty,
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });
  return { logger, lines };
}

it('writes JSON with fixed names, and the error with its stack', () => {
  const { logger, lines } = capture(false);
  logger.child({ cluster: 'c1' }).error({ err: new Error('lost'), ms: 3 }, 'publish failed');
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: 'error',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    app: 'hub',
    version: '0.1.0',
    cluster: 'c1',
    ms: 3,
    message: 'publish failed',
    err: { message: 'lost', stack: expect.stringContaining('logger.spec') },
  });
});

it.each([true, false])('never writes a secret (pretty: %s)', (pretty) => {
  const { logger, lines } = capture(pretty);
  logger.info({ password: 'hunter2', repository: { token: 'hunter2', auth: { seed: 'hunter2' } } }, 'connected');
  expect(lines.join()).toContain('[redacted]');
  expect(lines.join()).not.toContain('hunter2');
});

it('writes lines for people', () => {
  const { logger, lines } = capture(true);
  logger.warn({ queue: 'render', ms: 12 }, 'slow');
  logger.error(new Error('lost'));
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}slow {2}queue=render {2}ms=12\n$/);
  expect(lines[1]).toMatch(/ERROR lost\n {4}Error: lost\n {8}at /);
});
