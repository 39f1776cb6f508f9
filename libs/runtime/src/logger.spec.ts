import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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

/** Says `first`, counts its timers when that has been written, and ends a while after its input does, with a last word. */
const TALKER = `
  const { createLogger } = await import(process.argv[1]);
  const log = createLogger({ app: 'spoke' });
  let timers = 0;
  const { setTimeout: original, setInterval: repeated } = globalThis;
  globalThis.setTimeout = (...args) => (timers++, original(...args));
  globalThis.setInterval = (...args) => (timers++, repeated(...args));
  log.info('first');
  process.stdin.once('data', () => {
    const before = timers;
    original(() => {
      log.info({ timers: timers - before }, 'last');
      process.exit(0);
    }, 350);
  });`;

it('writes in the background what it is told, does nothing where nothing is said, and loses no last word', async () => {
  const module = fileURLToPath(new URL('./logger.ts', import.meta.url));
  const child = spawn(process.execPath, ['--input-type=module', '-e', TALKER, module], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const isFirst = said === '';
    said += chunk.toString();
    if (isFirst) child.stdin.write('go on');
  });
  await new Promise((resolve) => child.on('close', resolve));
  const lines = said.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { message: 'first' },
    { message: 'last', timers: 0 },
  ]);
}, 30_000);
