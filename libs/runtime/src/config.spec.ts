import { z } from 'zod';
import { describeSettings, loadConfig, setting } from './config.ts';
import type { Settings } from './config.ts';

const settings = {
  databaseUrl: setting({
    variable: 'DATABASE_URL',
    schema: z.url({ protocol: /^postgres/ }),
    example: 'postgres://user:password@host/wheelhouse',
    about: 'Where PostgreSQL is.',
    secret: true,
  }),
  port: setting({
    variable: 'PORT',
    schema: z.coerce.number().int().min(1).max(65_535).default(8080),
    example: '8080',
    about: 'What the hub listens on.',
  }),
  localCluster: setting({
    variable: 'LOCAL_CLUSTER',
    schema: z.string().optional(),
    example: 'dev',
    about: 'In-cluster.',
  }),
} satisfies Settings;

it('is read typed, with defaults, and frozen', () => {
  const config = loadConfig(settings, { DATABASE_URL: 'postgres://a:b@c/d', PORT: '99', LOCAL_CLUSTER: '' });
  expect(config).toEqual({ ok: true, value: { databaseUrl: 'postgres://a:b@c/d', port: 99 } });
  if (config.ok) {
    const port: number = config.value.port;
    expect(() => Object.assign(config.value, { port: port + 1 })).toThrow();
  }
});

it('says all that is wrong at once, with an example', () => {
  const config = loadConfig(settings, { PORT: 'ninety' });
  expect(config).toMatchObject({
    ok: false,
    error: [
      { where: 'DATABASE_URL', message: 'is not set', hint: expect.stringContaining('DATABASE_URL=postgres://') },
      { where: 'PORT', message: expect.stringContaining('number'), hint: 'for example PORT=8080' },
    ],
  });
});

it('never repeats a secret', () => {
  expect(JSON.stringify(loadConfig(settings, { DATABASE_URL: 'mysql://root:hunter2@host' }))).not.toContain('hunter2');
});

it('describes itself', () => {
  expect(describeSettings(settings)).toContain('| `PORT` | What the hub listens on. | `8080` | `8080` |');
  expect(describeSettings(settings)).toContain('| `DATABASE_URL` | Where PostgreSQL is. | required |');
});
