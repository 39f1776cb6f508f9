import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';
import { prepared } from './prepared.ts';
import type { Sql } from './read/sql.ts';

/** Ordinary work goes over Prisma, bulk work and transactions over SQL; both share one pool. */
export interface Database {
  /** Statements outside a transaction. */
  readonly sql: Sql;
  /** Stays inside this library: Prisma's types never leave it. */
  readonly prisma: PrismaClient;
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Connections; default 16. */
  readonly connections?: number;
  /** Of one statement, in milliseconds; default 60,000. */
  readonly statementTimeoutMs?: number;
  /** A connection that broke while idle; the pool opens another. */
  readonly onError?: (error: Error) => void;
}

export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 16,
    application_name: 'wheelhouse-hub',
    statement_timeout: options.statementTimeoutMs ?? 60_000,
    keepAlive: true,
  });
  pool.on('error', (error) => options.onError?.(error));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    sql: prepared(pool as Sql),
    prisma,
    transaction: (work) => transaction(pool, work),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/**
 * Steps of the hub find rows by their keys, whatever the values: one plan serves all of them. Left to itself the server plans most
 * of them anew at each run, which costs it more than running them. Lists, which are read outside of transactions, are planned for
 * their filters.
 */
const BEGIN = 'BEGIN; SET LOCAL plan_cache_mode = force_generic_plan';

async function transaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(BEGIN);
    const result = await work(prepared(client as Sql));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => (broken = failed));
    throw error;
  } finally {
    // A connection that could not even roll back is thrown away.
    client.release(broken);
  }
}
