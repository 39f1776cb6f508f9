// A stand-in for the hub while one works on the dashboard: the same schema, a made-up fleet, a change each second.
// `node apps/dashboard/dev/server.ts [--port 8181] [--clusters 300] [--apps 8] [--empty] [--still]`; admin / admin.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import fastify from 'fastify';
import { GraphQLScalarType } from 'graphql';
import mercurius from 'mercurius';
import { resolversOf } from './resolvers.ts';
import type { FleetEvent, Target } from './world.ts';
import { makeEvent, makeWorld, moveTo, stages } from './world.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8181' },
    clusters: { type: 'string', default: '300' },
    apps: { type: 'string', default: '8' },
    still: { type: 'boolean', default: false },
  },
});
const root = join(import.meta.dirname, '../../..');
const world = makeWorld(Number(values.clusters), Number(values.apps));

type Batch = { targets: Target[]; events: FleetEvent[] };
const listeners = new Set<(batch: Batch) => void>();

async function* changes(signal: (batch: Batch) => unknown): AsyncGenerator<unknown> {
  const waiting: unknown[] = [];
  let wake = () => {};
  const listen = (batch: Batch) => {
    const value = signal(batch);
    if (value !== undefined) waiting.push(value);
    wake();
  };
  listeners.add(listen);
  try {
    for (;;) {
      while (waiting.length) yield waiting.shift();
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    listeners.delete(listen);
  }
}

function advance(target: Target): void {
  if (target.stage === 'DONE') return moveTo(target, 'IN_FLIGHT');
  moveTo(target, stages[stages.indexOf(target.stage) + 1]!);
  if (target.stage === 'DONE') target.operation = null;
}

function tick(): void {
  const moving = world.targets.filter(
    (t) => !t.failing && (t.stage === 'IN_FLIGHT' || (t.stage === 'SETTLING' && t.health.status !== 'DEGRADED')),
  );
  const targets = [...moving.slice(0, 2), world.targets[Math.floor(world.random() * world.targets.length)]!].filter(
    (t) => !t.failing,
  );
  targets.forEach(advance);
  const events = world.random() < 0.5 ? [makeEvent(world, new Date().toISOString(), targets[0])] : [];
  world.events.unshift(...events);
  for (const listen of listeners) listen({ targets, events });
}
if (!values.still && world.targets.length) setInterval(tick, 1000);

const scalar = (name: string) => new GraphQLScalarType({ name, serialize: (value) => value });
const app = fastify();
const signedIn = (cookie: string | undefined) => /wheelhouse_session=dev/.test(cookie ?? '');

app.post('/api/signin', async (request, reply) => {
  const { username, password } = request.body as { username: string; password: string };
  if (username !== 'admin' || password !== 'admin')
    return reply
      .code(401)
      .send({ message: 'The name or the password is wrong. Look in up.json for the ones that were made.' });
  return reply.header('set-cookie', 'wheelhouse_session=dev; HttpOnly; Path=/; SameSite=Strict').code(204).send();
});
app.post('/api/signout', async (_, reply) =>
  reply.header('set-cookie', 'wheelhouse_session=; Path=/; Max-Age=0').code(204).send(),
);

app.addHook('preHandler', async (request, reply) => {
  if (request.url.startsWith('/graphql') && !signedIn(request.headers.cookie) && !request.ws)
    return reply
      .code(401)
      .send({ data: null, errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }] });
});
await app.register(mercurius, {
  schema: await readFile(join(root, 'apps/hub/schema.graphql'), 'utf8'),
  resolvers: {
    ...resolversOf(world, changes),
    DateTime: scalar('DateTime'),
    JSON: scalar('JSON'),
  } as never,
  subscription: { fullWsTransport: true },
});

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
app.get('/*', async (request, reply) => {
  const path = new URL(request.url, 'http://x').pathname;
  const open = path.startsWith('/signin');
  if (!open && !signedIn(request.headers.cookie))
    return reply.redirect(`/signin?next=${encodeURIComponent(request.url)}`);
  const file =
    path === '/signin' ? '/signin.html' : extname(path) && !path.startsWith('/clusters') ? path : '/index.html';
  const body = await readFile(join(root, 'dist/dashboard', file)).catch(() => undefined);
  if (!body) return reply.code(404).send('not there');
  return reply.type(types[extname(file)] ?? 'application/octet-stream').send(body);
});
await app.listen({ port: Number(values.port), host: '127.0.0.1' });
console.log(`the made-up fleet is at http://127.0.0.1:${values.port}`);
