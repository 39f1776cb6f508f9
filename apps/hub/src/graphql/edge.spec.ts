/** The edge on a real Postgres: what it gives to whom. The use cases behind it are stand-ins for ports of our own. */
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrate, openDatabase, putOperations, recount, type Database } from '@wheelhouse/adapter-postgres';
import type { ObjectOutcome, OperationRecord, OperationStatus } from '@wheelhouse/contract';
import type { ApplicationId, ClusterId, Commit, OperationId } from '@wheelhouse/core-domain';
import { createDatabase, startPostgres, waitUntil, type Postgres } from '@wheelhouse/tools';
import { buildSchema, getNamedType, isNonNullType, isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { hashPassword } from '../auth/password.ts';
import { EDGE_CONFIG, READ } from '../edge-tokens.ts';
import { EdgeModule } from '../edge.module.ts';
import { prepareHttp } from '../http/prepare.ts';
import { GraphqlOptions } from './graphql-options.ts';
import { SyncCounts } from '../ingest/sync-counts.ts';
import { RefusalCounts } from '../refusal-counts.ts';
import { schemaText } from '../print-schema.ts';
import {
  ChangeFeed,
  JoinTokens,
  LiveViews,
  Operations,
  Keys,
  Previews,
  Refresher,
  Resources,
  type Change,
} from '../use-cases.ts';
import { SyncWindows, FleetWindows, WindowFeeds, WindowPreviews } from '../window-use-cases.ts';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../prisma/migrations');
const ADMIN_TOKEN = 'wh_admin-token-of-the-spec';
const BRAVO_TOKEN = 'wh_bravo-token-of-the-spec';

const refusals = new RefusalCounts();
const listeners = new Set<(change: Change) => void>();
const calls: string[] = [];
const actors: unknown[] = [];
const recorded = (name: string, answer: unknown) => () => {
  calls.push(name);
  return Promise.resolve(answer);
};
const fine = { ok: true, value: undefined };

let database: Database;

@Global()
@Module({
  providers: [
    { provide: READ, useFactory: () => database.sql },
    { provide: RefusalCounts, useValue: refusals },
    { provide: SyncCounts, useValue: new SyncCounts() },
    {
      provide: EDGE_CONFIG,
      useValue: {
        adminPassword: 'correct horse',
        adminToken: ADMIN_TOKEN,
        dashboardFolder: undefined,
        webhookSecret: 'hook',
        version: 'spec',
      },
    },
    {
      provide: Resources,
      useValue: {
        apply: (_: string, { actor }: { actor: unknown }) => {
          actors.push(actor);
          return Promise.resolve({ ok: true, value: [] });
        },
        remove: recorded('remove', { ok: true, value: { message: 'gone' } }),
      },
    },
    {
      provide: Operations,
      useValue: {
        sync: recorded('sync', fine),
        terminate: recorded('terminate', fine),
        rollback: recorded('rollback', fine),
        confirmHeldChange: recorded('confirm', fine),
        confirmDeletion: recorded('confirmDeletion', fine),
        offer: () => Promise.resolve({ ok: true, value: { project: 'p', digest: 'd', revision: 'r' } }),
      },
    },
    {
      provide: Refresher,
      useValue: {
        refresh: recorded('refresh', { repositories: [], applications: 0 }),
        repositoryChanged: recorded('repositoryChanged', { known: true }),
      },
    },
    {
      provide: JoinTokens,
      useValue: {
        create: recorded('createJoinToken', {
          ok: true,
          value: { token: 'whj1.x', command: 'join', expiresAt: new Date('2026-01-01T00:00:00Z') },
        }),
      },
    },
    {
      provide: LiveViews,
      useValue: {
        tree: () => Promise.resolve(undefined),
        resource: () => Promise.resolve(undefined),
        operation: () => Promise.resolve({ record: running }),
        compare: () => Promise.resolve({ ok: true, value: { objects: [], unchanged: 1 } }),
      },
    },
    {
      provide: Keys,
      useValue: {
        list: () => Promise.resolve({ ok: true, value: { signing: [], projects: [] } }),
        rotateProject: recorded('rotateProjectKey', { ok: true, value: { message: 'done' } }),
        rotateSigning: recorded('rotateSigningKey', { ok: true, value: { message: 'done' } }),
      },
    },
    {
      provide: SyncWindows,
      useValue: {
        list: () => Promise.resolve([]),
        verdict: () => {
          const yes = { allowed: true, reason: 'no sync window applies', windows: [] };
          return Promise.resolve({ automatic: yes, manual: yes, heal: yes, matching: [], active: [] });
        },
        timeline: () => Promise.resolve([]),
        freeze: recorded('freeze', { ok: false, error: [{ code: 'INVALID_FIELD', message: 'only admins' }] }),
        except: recorded('except', { ok: false, error: [{ code: 'INVALID_FIELD', message: 'only admins' }] }),
        flaws: () => Promise.resolve({ neverActive: [], contradictions: [] }),
      },
    },
    {
      provide: FleetWindows,
      useValue: {
        groups: () => Promise.resolve([]),
        notices: () => Promise.resolve({ waiting: 0, neverActive: [], contradictions: [] }),
      },
    },
    {
      provide: WindowFeeds,
      useValue: {
        list: () => Promise.resolve([]),
        text: recorded('text', 'BEGIN:VCALENDAR'),
        create: recorded('create', { id: 'x', path: '/api/calendars/x.ics' }),
        remove: () => Promise.resolve(false),
        byToken: (token: string) => Promise.resolve(token === 'known' ? 'BEGIN:VCALENDAR' : undefined),
      },
    },
    {
      provide: WindowPreviews,
      useValue: {
        preview: () =>
          Promise.resolve({
            ...{
              problems: [],
              warnings: [],
              timeZone: null,
              openings: [],
              unread: [],
              exists: false,
              repository: null,
            },
            affected: { total: 0, clusters: 0, applications: [] },
          }),
      },
    },
    {
      provide: Previews,
      useValue: { preview: () => Promise.resolve({ applications: [], problems: [], warnings: [] }) },
    },
    {
      provide: ChangeFeed,
      useValue: {
        publish: () => undefined,
        subscribe: (listener: (change: Change) => void) => (listeners.add(listener), () => listeners.delete(listener)),
      },
    },
  ],
  exports: [
    READ,
    EDGE_CONFIG,
    RefusalCounts,
    SyncCounts,
    Resources,
    Operations,
    Refresher,
    JoinTokens,
    Keys,
    LiveViews,
    Previews,
    FleetWindows,
    WindowFeeds,
    WindowPreviews,
    SyncWindows,
    ChangeFeed,
  ],
})
class WorldModule {}

@Module({ imports: [WorldModule, EdgeModule] })
class SpecModule {}

/** Two projects with a cluster, a set and an application each; every name of a project's things begins with its name. */
async function seed(): Promise<void> {
  for (const [i, project] of ['amber', 'bravo'].entries()) {
    const id = project[0]!.repeat(16);
    const manifest = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: `${project}-app` },
      spec: { source: { repoURL: `https://git.example/${project}.git`, path: '.' } },
    };
    await database.sql.query(
      'INSERT INTO project (id, name, manifest, origin, updated_at) VALUES ($4, $1, $2, $3, now())',
      [project, { spec: {} }, 'test', id],
    );
    await database.sql.query(
      'INSERT INTO cluster (id, name, shard, origin, updated_at, joined_at) VALUES ($1, $2, 0, $3, now(), now())',
      [id, `${project}-cluster`, 'test'],
    );
    await database.sql.query('INSERT INTO cluster_status (cluster_id, connected) VALUES ($1, TRUE)', [id]);
    await database.sql.query(
      'INSERT INTO application_set (id, project_id, namespace, name, shard, manifest, origin, updated_at) VALUES ($1, $2, $3, $4, 0, $5, $6, now())',
      [id, id, 'argocd', `${project}-set`, {}, 'test'],
    );
    await database.sql.query(
      `INSERT INTO application (id, project_id, namespace, name, cluster_id, set_id, shard, manifest, origin, spec_digest, updated_at, desired_bundle, desired_spec, desired_revision)
       VALUES ($1, $2, 'argocd', $3, $4, $5, 0, $6, 'test', 's', now(), 'b', 's', $7)`,
      [`${i}`.repeat(16), id, `${project}-app`, id, id, manifest, 'c'.repeat(40)],
    );
    await database.sql.query(
      `INSERT INTO event (project_id, application_id, cluster_id, at, type, reason, message) VALUES ($1, $2, $3, now(), 'Warning', 'Test', $4)`,
      [id, `${i}`.repeat(16), id, `${project} has an event`],
    );
  }
  await database.sql.query(
    `INSERT INTO user_account (id, name, password_hash, projects) VALUES (gen_random_uuid(), 'bravo-person', $1, '{bravo}')`,
    [await hashPassword('staple')],
  );
  await database.sql.query(
    `INSERT INTO api_token (hash, user_id, name) SELECT encode(sha256($1::bytea), 'hex'), id, 'spec' FROM user_account WHERE name = 'bravo-person'`,
    [Buffer.from(BRAVO_TOKEN)],
  );
  await database.sql.query(
    `INSERT INTO api_token (hash, user_id, name, expires_at) SELECT encode(sha256($1::bytea), 'hex'), id, 'ended', now() - interval '1 second' FROM user_account WHERE name = 'bravo-person'`,
    [Buffer.from('wh_ended-token-of-the-spec')],
  );
  await database.transaction((sql) => recount(sql));
}

let folder: string;
let postgres: Postgres;
let app: NestFastifyApplication;
let url: string;
let schema: GraphQLSchema;
/** Every route that was registered, e.g. `POST /graphql`. */
const routes: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'wh-edge-'));
  postgres = await startPostgres({ dir: folder, durable: false });
  const databaseUrl = await createDatabase(postgres.url, 'edge');
  await migrate(databaseUrl, MIGRATIONS);
  database = openDatabase(databaseUrl);
  await seed();
  app = await NestFactory.create<NestFastifyApplication>(SpecModule, new FastifyAdapter(), {
    logger: false,
    rawBody: true,
  });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', ({ method, url: route }) => {
    for (const one of [method].flat()) routes.push(`${one} ${route}`);
  });
  await prepareHttp(app);
  await app.listen(0, '127.0.0.1');
  url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  schema = buildSchema(await schemaText());
}, 60_000);

afterAll(async () => {
  await app?.close();
  await database?.close();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  data: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
}
const ask = async (query: string, token?: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  return (
    await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
  ).json() as Promise<Answer>;
};

const operation: OperationStatus = {
  ...{ id: '00000000-0000-4000-8000-00000000000a' as OperationId, phase: 'Failed', message: 'Job migrate: it failed' },
  ...{ startedAt: 1_790_000_000_000, finishedAt: 1_790_000_002_000, attempt: 2, initiatedBy: 'ada' },
  ...{ revision: 'c'.repeat(40) as Commit, cause: 'ada asked for a sync', dryRun: false },
  steps: [
    {
      ...{ phase: 'PreSync', wave: -1, startedAt: 1_790_000_000_000, finishedAt: 1_790_000_001_500 },
      ...{ total: 2, written: 2, done: 2, failed: 1 },
    },
  ],
};
const outcome: ObjectOutcome = {
  ...{ group: 'batch', kind: 'Job', namespace: 'shop', name: 'migrate', phase: 'PreSync', wave: -1, action: 'hook' },
  ...{ code: 'SyncFailed', message: 'it failed', startedAt: 1_790_000_000_000, finishedAt: 1_790_000_001_500 },
};
const running: OperationRecord = {
  operation: { ...operation, id: '00000000-0000-4000-8000-00000000000b' as OperationId, phase: 'Running' },
  objects: [{ ...outcome, code: 'Running' }],
  omitted: 0,
};

describe('the operations of an Application', () => {
  const asked = async (fields: string): Promise<Record<string, unknown>> => {
    const { data, errors } = await ask(`{ application(name: "bravo-app") { ${fields} } }`, BRAVO_TOKEN);
    expect(errors).toBeUndefined();
    return data!['application'] as Record<string, unknown>;
  };
  const told = (cluster: string) => ({
    cluster: cluster.repeat(16) as ClusterId,
    application: '1'.repeat(16) as ApplicationId,
    record: { operation, objects: [outcome], omitted: 3 },
  });

  it('are those that its own cluster told, with steps and what became of each object', async () => {
    await putOperations(database.sql, [told('a')]);
    expect(await asked('operations { id }')).toEqual({ operations: [] });
    await putOperations(database.sql, [told('b'), told('b')]);
    const fields = `id phase attempt initiatedBy revision cause dryRun startedAt finishedAt
      steps { phase wave startedAt finishedAt total written done failed }`;
    expect(await asked(`operations(first: 5) { ${fields} }`)).toEqual({
      operations: [
        {
          ...{ id: operation.id, phase: 'FAILED', attempt: 2, initiatedBy: 'ada', revision: 'c'.repeat(40) },
          ...{ cause: 'ada asked for a sync', dryRun: false },
          ...{ startedAt: '2026-09-21T14:13:20.000Z', finishedAt: '2026-09-21T14:13:22.000Z' },
          steps: [
            {
              ...{ phase: 'PreSync', wave: -1, total: 2, written: 2, done: 2, failed: 1 },
              ...{ startedAt: '2026-09-21T14:13:20.000Z', finishedAt: '2026-09-21T14:13:21.500Z' },
            },
          ],
        },
      ],
    });
    expect(
      await asked(`operationObjects(id: "${operation.id}") { omitted live objects { kind name phase action code } }`),
    ).toEqual({
      operationObjects: {
        ...{ omitted: 3, live: false },
        objects: [{ kind: 'Job', name: 'migrate', phase: 'PreSync', action: 'hook', code: 'SyncFailed' }],
      },
    });
  });

  it('show what runs as its cluster says', async () => {
    const { id } = running.operation;
    const query = `operationObjects(id: "${id}") { live objects { code } }`;
    expect(await asked(query)).toEqual({ operationObjects: null });
    const { finishedAt: _, ...current } = running.operation;
    await database.sql.query(
      `INSERT INTO application_status (application_id, cluster_id, epoch, seq, sync, health, phase, detail, hash, changed_at)
       VALUES ($1, $2, 1, 1, 'OutOfSync', 'Healthy', 'Running', $3, '', now())`,
      ['1'.repeat(16), 'b'.repeat(16), JSON.stringify({ operation: current })],
    );
    expect(await asked(`${query} operation { steps { done } }`)).toEqual({
      operationObjects: { live: true, objects: [{ code: 'Running' }] },
      operation: { steps: [{ done: 2 }] },
    });
    await database.sql.query('DELETE FROM application_status');
  });
});

describe('without a session', () => {
  it.each([
    ['GET', '/healthz', 200],
    ['GET', '/readyz', 200],
    ['POST', '/api/webhook', 401],
    ['POST', '/api/signin', 400],
    ['GET', '/', 401],
    ['GET', '/metrics', 401],
    ['GET', '/graphql', 401],
    ['POST', '/graphql', 401],
    ['GET', '/assets/app.js', 401],
    ['GET', '/nowhere', 401],
    ['DELETE', '/graphql', 401],
    ['GET', '//graphql', 401],
    ['GET', '/healthz/../metrics', 401],
  ])('%s %s answers %i', async (method, route, status) => {
    const body = method === 'POST' ? { headers: { 'content-type': 'application/json' }, payload: '{}' } : {};
    expect((await app.inject({ method: method as 'GET', url: route, ...body })).statusCode).toBe(status);
  });

  it('sends a browser to the sign-in page and back', async () => {
    const answer = await app.inject({
      method: 'GET',
      url: '/applications?q=health:degraded',
      headers: { accept: 'text/html' },
    });
    expect([answer.statusCode, answer.headers.location]).toEqual([
      302,
      '/signin?next=%2Fapplications%3Fq%3Dhealth%3Adegraded',
    ]);
  });

  it('serves a calendar to who has its address, and to nobody else', async () => {
    const known = await fetch(`${url}/api/calendars/known.ics`);
    expect([known.status, known.headers.get('content-type'), await known.text()]).toEqual([
      ...[200, 'text/calendar; charset=utf-8', 'BEGIN:VCALENDAR'],
    ]);
    expect(known.headers.get('cache-control')).toBe('private, no-store');
    for (const other of ['guess.ics', 'known', '..%2fknown.ics', `${'x'.repeat(60)}.ics`])
      expect((await fetch(`${url}/api/calendars/${other}`)).status).toBe(404);
  });

  it('refuses forged and foreign tokens', async () => {
    expect((await ask('{ viewer { name } }', 'wh_guess')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

/** Forms of a token that somebody could make who has none. Ours are random: they say nothing, so there is nothing to change. */
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { sub: 'admin', admin: true, projects: ['*'], exp: 4_102_444_800 };
const forged: [string, string][] = [
  ['unsigned, with the algorithm none', `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`],
  ['signed with another key', `${encoded({ alg: 'HS256' })}.${encoded(claims)}.${encoded('signature')}`],
  ['that is cut short', ADMIN_TOKEN.slice(0, -1)],
  ['with a letter changed', ADMIN_TOKEN.replace(/.$/, 'x')],
  ['in capitals', ADMIN_TOKEN.toUpperCase()],
  ['that is longer', `${ADMIN_TOKEN}x`],
  ['that ended', 'wh_ended-token-of-the-spec'],
  ['that is the hash of a real one', createHash('sha256').update(ADMIN_TOKEN).digest('hex')],
  ['with a quote', "' OR '1'='1"],
  ['with a wildcard', '%'],
  ['that is long', 'x'.repeat(8_000)],
];

describe('every HTTP path', () => {
  /** What answers whom without a session, and with what: everything else must be 401. */
  const open: Readonly<Record<string, number>> = {
    'GET /healthz': 200,
    'HEAD /healthz': 200,
    'GET /readyz': 200,
    'HEAD /readyz': 200,
    'POST /api/webhook': 401,
    'POST /api/signin': 400,
    // Who has no address of a calendar learns nothing.
    'GET /api/calendars/:file': 404,
    'HEAD /api/calendars/:file': 404,
  };
  const tried = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

  it.each<[string, string | undefined]>([['without a session', undefined], ...forged.slice(0, 7)])(
    'is closed to a request %s',
    async (_, token) => {
      expect(routes).toEqual(expect.arrayContaining(['POST /graphql', 'GET /metrics', 'POST /api/signout']));
      const paths = new Set([...routes.map((route) => route.split(' ')[1]!.replace('*', 'anything')), '/nowhere']);
      for (const path of paths) {
        for (const method of tried) {
          const headers = token ? { authorization: `Bearer ${token}` } : {};
          const body = ['POST', 'PUT', 'PATCH'].includes(method)
            ? { payload: '{}', headers: { ...headers, 'content-type': 'application/json' } }
            : { headers };
          const { statusCode } = await app.inject({ method, url: path, ...body });
          const known = open[`${method} ${path}`];
          const isOpenPath = Object.keys(open).some((route) => route.endsWith(` ${path}`));
          const right =
            known === undefined ? (isOpenPath ? statusCode === 404 : statusCode === 401) : statusCode === known;
          if (!right) throw new Error(`${method} ${path} answers ${statusCode}`);
        }
      }
    },
  );
});

describe('every field of the schema', () => {
  const roots = () => [
    ...Object.values(schema.getQueryType()!.getFields()).map((field) => ['query', field] as const),
    ...Object.values(schema.getMutationType()!.getFields()).map((field) => ['mutation', field] as const),
    ...Object.values(schema.getSubscriptionType()!.getFields()).map((field) => ['subscription', field] as const),
  ];

  it.each<[string, string | undefined]>([['without a session', undefined], ...forged])(
    'is closed to a request %s',
    async (_, token) => {
      expect(roots().length).toBeGreaterThan(20);
      calls.length = 0;
      for (const [kind, { name }] of roots()) {
        const answer = await ask(`${kind} { ${name} }`, token);
        expect([name, answer.data, answer.errors?.[0]?.extensions.code]).toEqual([name, null, 'UNAUTHENTICATED']);
      }
      expect(calls).toEqual([]);
    },
    60_000,
  );

  it('is closed to introspection too, without a session', async () => {
    expect((await ask('{ __schema { types { name } } }')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it.each<[string, string | undefined]>([['without a token', undefined], ...forged])(
    'opens no subscription %s',
    async (_, token) => {
      const before = listeners.size;
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        ...(token ? { connectionParams: { token } } : {}),
      });
      const subscriptions = roots().filter(([kind]) => kind === 'subscription');
      const query = `subscription { ${subscriptions[0]![1].name} { stale } }`;
      await expect(
        new Promise((resolve, reject) =>
          client.subscribe({ query }, { next: resolve, error: reject, complete: () => resolve('completed') }),
        ),
      ).rejects.toBeDefined();
      expect(listeners.size).toBe(before);
      await client.dispose();
    },
  );

  it('counts what it refused', async () => {
    const { payload } = await app.inject({
      method: 'GET',
      url: '/metrics',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect(payload).toMatch(/^wheelhouse_refused_total\{what="token"\} [1-9]\d+$/m);
    expect(payload).toMatch(/^wheelhouse_refused_total\{what="status"\} 0$/m);
  });
});

describe('signing in', () => {
  const signIn = (username: string, password: string) =>
    app.inject({
      method: 'POST',
      url: '/api/signin',
      headers: { 'content-type': 'application/json' },
      payload: { username, password },
    });

  it('takes the right password, gives an HttpOnly cookie, and ends with sign-out', async () => {
    const answer = await signIn('admin', 'correct horse');
    expect(answer.statusCode).toBe(204);
    const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax/);
    const query = (extra: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json', cookie, ...extra },
        payload: { query: '{ viewer { name admin } }' },
      });
    expect((await query({ 'x-wheelhouse': '1' })).json()).toEqual({ data: { viewer: { name: 'admin', admin: true } } });
    expect((await query({})).statusCode).toBe(403);
    await app.inject({ method: 'POST', url: '/api/signout', headers: { cookie } });
    expect((await query({ 'x-wheelhouse': '1' })).statusCode).toBe(401);
  });

  it.each([
    ['a wrong password', 'admin', 'wrong'],
    ['an unknown name', 'nobody', 'correct horse'],
  ])('refuses %s with the same words', async (_, name, password) => {
    const answer = await signIn(name, password);
    expect([answer.statusCode, answer.json()]).toEqual([401, { message: 'The name or the password is wrong.' }]);
  });

  it('slows down who guesses', async () => {
    for (let i = 0; i < 10; i++) await signIn('guessed', `try ${i}`);
    expect((await signIn('guessed', 'once more')).statusCode).toBe(429);
  });
});

describe('the viewer of one project', () => {
  const pageOf = (field: GraphQLField<unknown, unknown>) =>
    field.args.some(({ name }) => name === 'first') ? '(first: 3)' : '';
  /** A selection of all fields, two levels deep, of whatever a field gives. */
  const selection = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const type = getNamedType(field.type);
    if (!isObjectType(type)) return '';
    const inner = Object.values(type.getFields())
      .filter((one) => one.args.every((argument) => !isNonNullType(argument.type)))
      .flatMap((one) =>
        isObjectType(getNamedType(one.type))
          ? depth > 0
            ? [`${one.name}${pageOf(one)} ${selection(one, depth - 1)}`]
            : []
          : [one.name],
      );
    return inner.length === 0 ? '{ __typename }' : `{ ${inner.join(' ')} }`;
  };
  const required: Readonly<Record<string, string>> = {
    cluster: '(name: "amber-cluster")',
    applicationSet: '(name: "amber-set")',
    application: '(name: "amber-app")',
    previewApplicationSet: '(manifest: "")',
    previewSyncWindow: '(manifest: "")',
    windowGroups: '(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z")',
    windowCalendar: '(project: "bravo")',
  };

  it('sees nothing of another project through any query', async () => {
    const queries = Object.values(schema.getQueryType()!.getFields());
    expect(queries.length).toBeGreaterThan(10);
    for (const field of queries) {
      const answer = await ask(
        `{ ${field.name}${required[field.name] ?? pageOf(field)} ${selection(field, 3)} }`,
        BRAVO_TOKEN,
      );
      expect([field.name, answer.errors]).toEqual([field.name, undefined]);
      expect([field.name, JSON.stringify(answer).match(/.{0,60}amber.{0,60}/)?.[0]]).toEqual([field.name, undefined]);
    }
  });

  it('sees its own', async () => {
    const answer = await ask(
      '{ applications { totalCount nodes { name cluster { name counts { total } } applicationSet { name } } } fleet { counts { total } clusters { total } } }',
      BRAVO_TOKEN,
    );
    expect(answer.data).toEqual({
      applications: {
        totalCount: 1,
        nodes: [
          {
            name: 'bravo-app',
            cluster: { name: 'bravo-cluster', counts: { total: 1 } },
            applicationSet: { name: 'bravo-set' },
          },
        ],
      },
      fleet: { counts: { total: 1 }, clusters: { total: 1 } },
    });
  });

  /** By what is refused: the mutation, and with what code. A mutation that is not here fails the test below. */
  const foreign: [string, string, string][] = [
    ['sync', 'mutation { sync(input: { application: { name: "amber-app" } }) { id } }', 'NOT_FOUND'],
    ['terminate', 'mutation { terminate(application: { name: "amber-app" }) { id } }', 'NOT_FOUND'],
    ['suspend', 'mutation { suspend(application: { name: "amber-app" }) { name } }', 'NOT_FOUND'],
    [
      'confirmDeletion',
      'mutation { confirmDeletion(application: { name: "amber-app" }, resources: [{ kind: "Secret", name: "x" }]) { id } }',
      'NOT_FOUND',
    ],
    ['rollback', 'mutation { rollback(application: { name: "amber-app" }) { id } }', 'NOT_FOUND'],
    ['delete of an application', 'mutation { delete(kind: APPLICATION, name: "amber-app") { message } }', 'NOT_FOUND'],
    ['delete of a set', 'mutation { delete(kind: APPLICATION_SET, name: "amber-set") { message } }', 'NOT_FOUND'],
    [
      'refresh of an application',
      'mutation { refresh(application: { name: "amber-app" }) { applications } }',
      'NOT_FOUND',
    ],
    ['refresh of a set', 'mutation { refresh(applicationSet: "amber-set") { applications } }', 'NOT_FOUND'],
    ['refresh of everything', 'mutation { refresh { applications } }', 'FORBIDDEN'],
    [
      'confirmHeldChange',
      'mutation { confirmHeldChange(applicationSet: "amber-set", digest: "x") { id } }',
      'NOT_FOUND',
    ],
    ['rotateProjectKey', 'mutation { rotateProjectKey(project: "bravo") { message } }', 'FORBIDDEN'],
    ['rotateSigningKey', 'mutation { rotateSigningKey { message } }', 'FORBIDDEN'],
    ['freeze', 'mutation { freeze(input: { reason: "x" }) { id } }', 'FORBIDDEN'],
    [
      'except',
      'mutation { except(input: { reason: "x", ticket: "T", to: "2099-01-01T00:00:00Z" }) { id } }',
      'FORBIDDEN',
    ],
    ['createWindowFeed', 'mutation { createWindowFeed(project: "amber") { path } }', 'NOT_FOUND'],
    ['deleteWindowFeed', 'mutation { deleteWindowFeed(id: "amber-feed") }', 'NOT_FOUND'],
    ['createJoinToken', 'mutation { createJoinToken(cluster: "amber-cluster") { token } }', 'FORBIDDEN'],
  ];

  it.each(foreign)('may not %s what is not its own', async (_, mutation, code) => {
    calls.length = 0;
    const answer = await ask(mutation, BRAVO_TOKEN);
    expect(answer.errors?.[0]?.extensions.code).toBe(code);
    expect(calls).toEqual([]);
  });

  it("applies as itself: what of it is another project's is judged with each resource", async () => {
    actors.length = 0;
    await ask('mutation { apply(manifests: "kind: Project") { name } }', BRAVO_TOKEN);
    expect(actors).toEqual([{ name: 'bravo-person', admin: false, projects: ['bravo'] }]);
  });

  it('has a rule for every mutation of the schema', () => {
    const ruled = foreign.map(([, mutation]) => /^mutation \{ (\w+)/.exec(mutation)![1]!);
    const mutations = Object.keys(schema.getMutationType()!.getFields());
    expect(mutations.filter((name) => name !== 'apply' && !ruled.includes(name))).toEqual([]);
  });

  it('hears nothing of another project through any subscription', async () => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { token: BRAVO_TOKEN },
      retryAttempts: 0,
    });
    const subscriptions = Object.values(schema.getSubscriptionType()!.getFields());
    const before = listeners.size;
    expect(subscriptions.length).toBeGreaterThan(3);
    for (const field of subscriptions) {
      expect([field.name, field.args.filter((argument) => isNonNullType(argument.type))]).toEqual([field.name, []]);
      const query = `subscription { ${field.name}${pageOf(field)} ${selection(field, 2)} }`;
      const page = await new Promise<unknown>((resolve, reject) => {
        const end = client.subscribe(
          { query },
          { next: (answer) => (resolve(answer), end()), error: reject, complete: () => reject(new Error('it ended')) },
        );
      });
      expect([field.name, JSON.stringify(page).match(/.{0,60}amber.{0,60}/)?.[0]]).toEqual([field.name, undefined]);
      expect([field.name, JSON.stringify(page)]).toEqual([field.name, expect.stringContaining('bravo')]);
    }
    await client.dispose();
    await waitUntil(() => Promise.resolve(listeners.size === before), { what: 'the end of all', timeoutMs: 10_000 });
  }, 30_000);

  it('hears of changes on its own page only', async () => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { token: BRAVO_TOKEN },
      retryAttempts: 0,
    });
    const heard: { changed: { name: string }[] }[] = [];
    const before = listeners.size;
    const end = client.subscribe<{ applications: { changed: { name: string }[] } }>(
      {
        query:
          'subscription { applications { changed { name health { status } } removed stale totalCount counts { total healthy } } }',
      },
      {
        next: ({ data }) => void (data && heard.push(data.applications)),
        error: (error) => heard.push(error as never),
        complete: () => undefined,
      },
    );
    await waitUntil(() => Promise.resolve(listeners.size > before), { what: 'the subscription', timeoutMs: 5000 });
    const change = async (project: string) => {
      await database.sql.query(
        'UPDATE application SET desired_revision = md5(random()::text), updated_at = now() WHERE project_id = $1',
        [project[0]!.repeat(16)],
      );
      for (const listener of [...listeners]) listener({ kind: 'application', ids: [] });
    };
    await waitUntil(() => Promise.resolve(heard.length === 1), { what: 'the page', timeoutMs: 5000 });
    await change('amber');
    await change('bravo');
    await waitUntil(() => Promise.resolve(heard.length === 2), { what: 'a change', timeoutMs: 5000 });
    expect(heard.flatMap(({ changed }) => changed.map(({ name }) => name))).toEqual(['bravo-app', 'bravo-app']);
    end();
    await client.dispose();
    await waitUntil(() => Promise.resolve(listeners.size === before), {
      what: 'the end of the subscription',
      timeoutMs: 5000,
    });
  });

  it.each([
    ['the browser that signed in', (origin: string) => origin, true],
    ['a page of another site', () => 'https://evil.example', false],
  ])('opens a socket by cookie for %s', async (_, originOf, connects) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/signin',
      headers: { 'content-type': 'application/json' },
      payload: { username: 'bravo-person', password: 'staple' },
    });
    const headers = { cookie: String(answer.headers['set-cookie']).split(';')[0]!, origin: originOf(url) };
    class Browser extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, { headers });
      }
    }
    const connected = await new Promise<boolean>((resolve) => {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: Browser,
        retryAttempts: 0,
        lazy: false,
        onNonLazyError: () => resolve(false),
        on: { connected: () => (resolve(true), void client.dispose()) },
      });
    });
    expect(connected).toBe(connects);
  });

  it('gets no subscription without a token', async () => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: true,
    });
    await expect(
      new Promise((resolve, reject) =>
        client.subscribe(
          { query: 'subscription { applications { stale } }' },
          { next: resolve, error: reject, complete: () => resolve('completed') },
        ),
      ),
    ).rejects.toBeDefined();
    await client.dispose();
  });
});

describe('limits', () => {
  const post = (route: string, payload: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: route, payload, headers: { 'content-type': 'application/json', ...headers } });
  const asAdmin = { authorization: `Bearer ${ADMIN_TOKEN}` };

  it.each([
    ['/api/signin', 4 * 1024, {}],
    ['/api/webhook', 2 * 1024 * 1024, {}],
    ['/graphql', 16 * 1024 * 1024, asAdmin],
    ['/api/signout', 64 * 1024, asAdmin],
  ])('of the body of %s: one that is larger than %i bytes is refused', async (route, limit, headers) => {
    const body = (bytes: number): string => JSON.stringify({ query: '{ viewer { name } }', x: 'x'.repeat(bytes) });
    const refused = await post(route, body(limit), headers);
    expect([refused.statusCode, refused.json()]).toMatchObject([
      413,
      { message: expect.stringContaining(`${limit} bytes`) },
    ]);
    expect((await post(route, body(limit - 200), headers)).statusCode).not.toBe(413);
  });

  it('of a body, before it is read, for who has no session', async () => {
    expect((await post('/graphql', 'x'.repeat(17 * 1024 * 1024))).statusCode).toBe(401);
  });

  it.each([
    [
      'nesting',
      `{ __type(name: "Query") { fields { type { ${'ofType { '.repeat(14)} name ${'} '.repeat(14)} } } } }`,
      'INVALID_QUERY',
      /depth|nest/i,
    ],
    [
      'aliases',
      `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: applications(first: 500) { nodes { name } }`).join(' ')} }`,
      'TOO_EXPENSIVE',
      /100000 values/,
    ],
    ['length', `{ ${'viewer '.repeat(5_000)}{ name } }`, 'TOO_EXPENSIVE', /characters; 20000 are read/],
  ])('of the %s of a query', async (_, query, code, words) => {
    const answer = await ask(query, ADMIN_TOKEN);
    expect([answer.data, answer.errors?.[0]?.extensions.code]).toEqual([null, code]);
    expect(answer.errors?.[0]?.message).toMatch(words);
  });

  it('of a request: one query, no batch', async () => {
    const batch = await post('/graphql', JSON.stringify(Array(3).fill({ query: '{ viewer { name } }' })), asAdmin);
    expect(batch.json()).toMatchObject({ data: null, errors: [{ message: expect.any(String) }] });
  });

  it('of guesses at a password, also where they are made at once', async () => {
    const guess = (i: number) => post('/api/signin', JSON.stringify({ username: 'at-once', password: `${i}` }));
    const codes = (await Promise.all(Array.from({ length: 25 }, (_, i) => guess(i)))).map(
      ({ statusCode }) => statusCode,
    );
    expect(codes.filter((code) => code === 401)).toHaveLength(10);
    expect(codes.filter((code) => code === 429)).toHaveLength(15);
  });

  const SUBPROTOCOL = 'graphql-transport-ws';
  const opened = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, SUBPROTOCOL);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return socket;
  };
  const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));
  const said = (socket: WebSocket, wanted: (message: { type: string; id?: string; payload?: unknown }) => boolean) =>
    new Promise<unknown>((resolve, reject) => {
      socket.on('message', (data) => {
        const message = JSON.parse(String(data));
        if (wanted(message)) resolve(message.payload);
      });
      socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
    });
  const say = (socket: WebSocket, message: object): void => socket.send(JSON.stringify(message));
  const begun = async (): Promise<WebSocket> => {
    const socket = await opened();
    const acknowledged = said(socket, ({ type }) => type === 'connection_ack');
    say(socket, { type: 'connection_init', payload: { token: BRAVO_TOKEN } });
    await acknowledged;
    return socket;
  };

  it('of a message on a socket: 1 MiB', async () => {
    const socket = await opened();
    const end = closed(socket);
    socket.send('x'.repeat(1024 * 1024 + 1));
    expect(await end).toBe(1009);
  });

  it('of the subscriptions of a connection: 20, each id once, each within the cost, each as text', async () => {
    const socket = await begun();
    const before = listeners.size;
    const query = 'subscription { events { stale } }';
    const start = (id: string, payload: object): Promise<unknown> => {
      const error = said(socket, (message) => message.type === 'error' && message.id === id);
      say(socket, { type: 'subscribe', id, payload });
      return error;
    };
    expect(
      JSON.stringify(
        await start('a', {
          query: {
            kind: 'Document',
            definitions: [
              {
                kind: 'OperationDefinition',
                operation: 'subscription',
                selectionSet: {
                  kind: 'SelectionSet',
                  selections: [{ kind: 'Field', name: { kind: 'Name', value: 'events' } }],
                },
              },
            ],
          },
        }),
      ),
    ).toMatch(/as text/);
    const costly = `subscription ($n: Int) { ${Array.from({ length: 300 }, (_, i) => `a${i}: applications(first: $n) { stale }`).join(' ')} }`;
    expect(JSON.stringify(await start('b', { query: costly }))).toMatch(/100000 values/);
    expect(
      JSON.stringify(await start('c', { query: `subscription { ${'events '.repeat(3_000)} { stale } }` })),
    ).toMatch(/20000 are read/);
    for (let i = 0; i < 19; i++) say(socket, { type: 'subscribe', id: `${i}`, payload: { query } });
    await waitUntil(() => Promise.resolve(listeners.size === before + 19), { what: 'all', timeoutMs: 10_000 });
    expect(JSON.stringify(await start('0', { query }))).toMatch(/take another id/);
    expect(JSON.stringify(await start('one more', { query }))).toMatch(/may have 20 subscriptions/);
    socket.close();
    await waitUntil(() => Promise.resolve(listeners.size === before), { what: 'the end of all', timeoutMs: 10_000 });
  }, 30_000);

  it('of the connections of one viewer: 50, and one is free again when one closes', async () => {
    const sockets: WebSocket[] = [];
    // Those of the test before may not have ended yet.
    const another = () =>
      waitUntil(() => begun().catch(() => undefined), {
        what: 'a connection',
        timeoutMs: 10_000,
      }) as Promise<WebSocket>;
    for (let i = 0; i < 50; i++) sockets.push(await another());
    await expect(begun()).rejects.toThrow(/closed/);
    const end = closed(sockets[0]!);
    sockets[0]!.close();
    await end;
    sockets.push(await another());
    for (const socket of sockets) socket.close();
  }, 60_000);

  it('of the sockets that have not said who they are: 200, and one is free again when one closes', async () => {
    const sockets: WebSocket[] = [];
    for (let i = 0; i < 10; i++) sockets.push(...(await Promise.all(Array.from({ length: 20 }, opened))));
    await expect(opened()).rejects.toThrow(/503/);
    sockets[0]!.close();
    await waitUntil(() => opened().then((socket) => sockets.push(socket)), { what: 'a place', timeoutMs: 10_000 });
    const ends = sockets.filter((socket) => socket.readyState === WebSocket.OPEN).map(closed);
    for (const socket of sockets) socket.close();
    await Promise.all(ends);
  }, 30_000);

  it('of attempts to sign in from one address: 50 at once, while another address may try', async () => {
    const attempt = (remoteAddress: string) =>
      app.inject({
        ...{ method: 'POST', url: '/api/signin', remoteAddress },
        payload: { username: 'from-one-address', password: 'wrong' },
      });
    const answers = await Promise.all(Array.from({ length: 60 }, () => attempt('192.0.2.7')));
    const words = answers.map((answer) => answer.json<{ message: string }>().message);
    expect(words.filter((one) => one.startsWith('Too many wrong passwords')).length).toBeGreaterThanOrEqual(40);
    expect(words.filter((one) => one.startsWith('Too many attempts')).length).toBeGreaterThan(0);
    expect((await attempt('192.0.2.8')).json()).toMatchObject({ message: expect.stringMatching(/for this name/) });
    const scraped = await app.inject({ method: 'GET', url: '/metrics', headers: asAdmin });
    expect(scraped.body).toMatch(/wheelhouse_refused_total\{what="sign_in"\} [1-9]/);
    expect(scraped.body).toMatch(/wheelhouse_window_targets_waiting \d+\n/);
  }, 30_000);

  it('of the time that a socket may say nothing', async () => {
    app.get(GraphqlOptions, { strict: false }).sockets.initWithinMs = 50;
    const socket = await opened();
    expect(await closed(socket)).toBe(1006);
  });
});

describe('lists', () => {
  it('page forwards and backwards by cursor', async () => {
    const page = (args: string) =>
      ask(
        `{ applications(${args}) { nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        ADMIN_TOKEN,
      ).then(({ data }) => data!['applications'] as { nodes: { name: string }[]; pageInfo: Record<string, unknown> });
    const first = await page('first: 1');
    expect([first.nodes, first.pageInfo['hasNextPage']]).toEqual([[{ name: 'amber-app' }], true]);
    const second = await page(`first: 1, after: "${first.pageInfo['endCursor'] as string}"`);
    expect([second.nodes, second.pageInfo['hasNextPage']]).toEqual([[{ name: 'bravo-app' }], false]);
    const back = await page(`last: 1, before: "${second.pageInfo['startCursor'] as string}"`);
    expect([back.nodes, back.pageInfo['hasPreviousPage']]).toEqual([[{ name: 'amber-app' }], false]);
  });

  it.each([
    ['by name with a glob', '{ name: ["am*"] }', ['amber-app']],
    ['by part of a name', '{ search: "RAVO" }', ['bravo-app']],
    ['by cluster', '{ cluster: ["bravo-cluster"] }', ['bravo-app']],
    ['by health and stage', '{ health: [UNKNOWN], stage: [NOT_SENT] }', ['amber-app', 'bravo-app']],
    ['by what nothing has', '{ health: [HEALTHY] }', []],
    ['with a quote in it', '{ search: "\' OR 1=1 --" }', []],
  ])('filter %s', async (_, filter, names) => {
    const answer = await ask(`{ applications(filter: ${filter}) { totalCount nodes { name } } }`, ADMIN_TOKEN);
    expect(answer.data!['applications']).toEqual({ totalCount: names.length, nodes: names.map((name) => ({ name })) });
  });

  it.each([
    ['a page that is too large', '{ applications(first: 501) { totalCount } }', 'INVALID_ARGUMENT', /0 to 500/],
    ['a broken cursor', '{ applications(after: "???") { nodes { name } } }', 'INVALID_ARGUMENT', /cursor/],
    [
      'a cursor of another list',
      `{ events(after: "${Buffer.from('["prod","1"]').toString('base64url')}") { nodes { message } } }`,
      'INVALID_ARGUMENT',
      /not a cursor of this list/,
    ],
    [
      'a text that no name can be',
      String.raw`{ applications(filter: { search: "a\u0000b" }) { nodes { name } } }`,
      'INVALID_ARGUMENT',
      /NUL/,
    ],
    [
      'a costly query',
      '{ applications(first: 500) { nodes { events(first: 500) { message } } } }',
      'TOO_EXPENSIVE',
      /100000/,
    ],
    ['an unknown field', '{ applications { nope } }', 'INVALID_QUERY', /nope/],
  ])('refuse %s, and say why', async (_, query, code, words) => {
    const error = (await ask(query, ADMIN_TOKEN)).errors?.[0];
    expect(error?.extensions.code).toBe(code);
    expect(error?.message).toMatch(words);
  });
});
