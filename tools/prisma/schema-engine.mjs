#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which its CLI would download: the same arguments and the same JSON-RPC on
// stdin and stdout, answered by the engine that npm ships as WebAssembly, over @prisma/adapter-pg.
//   PRISMA_SCHEMA_ENGINE_BINARY=tools/prisma/schema-engine.mjs npx prisma migrate diff …
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const datasource = JSON.parse(option('--datasource') ?? '{}');
const url = datasource.url ?? process.env.DATABASE_URL;

const log = (level, message, extra = {}) => {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    fields: { message, ...extra },
    target: 'schema_engine::logger',
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
};

async function runCommand(command) {
  log('INFO', 'starting'); // Prisma's CLI skips the first line.
  try {
    if (command === 'can-connect-to-database') await once(url);
    else if (command === 'create-database')
      await once(inDatabase('postgres'), `CREATE DATABASE ${quoted(databaseOf(url))}`);
    else if (command === 'drop-database') {
      await once(inDatabase('postgres'), `DROP DATABASE IF EXISTS ${quoted(databaseOf(url))} WITH (FORCE)`);
    } else throw new Error(`the WebAssembly engine has no command ${command}`);
    process.exit(0);
  } catch (error) {
    const code = error.code === '3D000' ? 'P1003' : String(error.code).startsWith('28') ? 'P1000' : 'P1001';
    log('ERROR', error.message, { error_code: code, is_panic: false });
    process.exit(1);
  }
}

async function serve() {
  const require = createRequire(import.meta.url);
  const file = join(dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')), 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => log('ERROR', message, { is_panic: true }) };
  const open = new Set();
  const names = option('--datamodels')?.split(',');
  const datamodels = names && (await Promise.all(names.map(async (name) => [name, await readFile(name, 'utf8')])));
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(open));
  const engine = await glue.SchemaEngine.new({ datamodels }, () => {}, adapter);
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim()) await answer(engine, JSON.parse(line));
  }
  for (const one of open) await one.dispose();
  process.exit(0);
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

async function answer(engine, { id, method, params }) {
  if (!method) return; // The CLI acknowledges our own `print`.
  try {
    if (method === 'evaluateDataLoss' || method === 'createMigration') {
      // Only devDiagnostic is given a shadow database; the other two find the migrations' schema in its cache.
      await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
    }
    const result = method === 'getDatabaseVersion' ? await engine.version(params) : await engine[method](params ?? {});
    if (method === 'diff' && result?.stdout != null)
      send({ id: 1_000_000 + id, method: 'print', params: { content: result.stdout } });
    send({ id, result: result ?? null });
  } catch (error) {
    const data = {
      is_panic: false,
      message: error.message ?? String(error),
      meta: error.meta ?? null,
      error_code: error.code ?? null,
    };
    send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } });
  }
}

function adapterFactory(open) {
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(open, url),
    // Given a connection string, adapter-pg would open the main database as the shadow one.
    async connectToShadowDb() {
      if (datasource.shadowDatabaseUrl) return connect(open, datasource.shadowDatabaseUrl);
      const name = `prisma_migrate_shadow_db_${randomUUID()}`;
      await once(url, `CREATE DATABASE ${quoted(name)}`);
      return connect(open, inDatabase(name), () => once(url, `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`));
    },
  };
}

async function connect(open, to, afterwards) {
  const schema = new URL(to).searchParams.get('schema') ?? undefined;
  // One session: advisory locks and the search path must stay on it.
  const pool = new pg.Pool({ connectionString: to, Client: CatalogClient, max: 1 });
  const adapter = await new PrismaPg(pool, { schema, disposeExternalPool: true }).connect();
  // adapter-pg splits scripts at every semicolon, also inside $$ bodies.
  adapter.executeScript = (script) =>
    pool.query(script).then(
      () => undefined,
      (error) => adapter.onError(error),
    );
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    if (!open.delete(adapter)) return;
    await dispose();
    await afterwards?.();
  };
  open.add(adapter);
  return adapter;
}

/** Delivers the catalog's own types ("char", int2vector, regproc, …), which adapter-pg refuses, as text. */
class CatalogClient extends pg.Client {
  query(config, values, callback) {
    const done = typeof values === 'function' ? values : callback;
    const rest = typeof values === 'function' ? undefined : values;
    if (typeof done === 'function') return super.query(config, rest, (error, result) => done(error, asText(result)));
    const pending = super.query(config, rest);
    return pending?.then ? pending.then(asText) : pending;
  }
}

const CATALOG_TYPES = new Set([18, 22, 24, 28, 29, 30, 194, 2205, 2206]);
const TEXT = 25;

function asText(result) {
  for (const field of result?.fields ?? []) if (CATALOG_TYPES.has(field.dataTypeID)) field.dataTypeID = TEXT;
  return result;
}

async function once(to, statement) {
  const client = new pg.Client({ connectionString: to });
  await client.connect();
  try {
    if (statement) await client.query(statement);
  } finally {
    await client.end();
  }
}

function quoted(name) {
  return `"${name.replaceAll('"', '""')}"`;
}

function databaseOf(of) {
  return decodeURIComponent(new URL(of).pathname.slice(1));
}

function inDatabase(name) {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.toString();
}

if (args.includes('--version')) {
  console.log('schema-engine-cli wasm');
  process.exit(0);
}
if (args.includes('cli')) await runCommand(args[args.indexOf('cli') + 1]);
await serve();
