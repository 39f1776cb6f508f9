import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fuzz, mutatedJson, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import type { Database } from '../database.ts';
import { testingPostgres, type TestingPostgres } from '../testing/testing-database.ts';
import { applicationWhere, listApplications, type ApplicationFilter } from './applications.ts';
import { listEvents } from './events.ts';
import { PageError } from './page-error.ts';
import { decodeCursor, type Order } from './page.ts';

const admin = { admin: true, projects: [] };
const cursorOf = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');
const types = ['text', 'int', 'bigint', 'timestamptz'] as const;

const bigints = fc.bigInt({ min: 1n - 2n ** 63n, max: 2n ** 63n - 1n }).map(String);
const instants = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((at) => at.toISOString());

/** What the work gives, or undefined where it refuses by the declared error. */
function refusable<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof PageError) return undefined;
    throw error;
  }
}

describe('what a client asks lists with, by the thousand', () => {
  let postgres: TestingPostgres;
  let db: Database;
  beforeAll(async () => {
    postgres = await testingPostgres();
    db = await postgres.migrated();
  }, 60_000);
  afterAll(() => postgres?.stop());

  it('cursors: Postgres takes what is let through, and the rest is refused by name', async () => {
    const places = mutatedJson(
      ['prod', 'a1'],
      [3, 'a1'],
      ['2026-11-21T16:30:00.000Z', '42'],
      ['-9223372036854775807', '1'],
    );
    const right = fc.tuple(fc.oneof(fc.integer(), bigints, instants, fc.string()), fc.oneof(bigints, fc.string()));
    const cursors = fc.oneof(
      places.map(cursorOf),
      right.map(cursorOf),
      mutatedTexts(cursorOf(['prod', 'a1'])),
      sharpTexts,
    );
    const orders = fc.record({ type: fc.constantFrom(...types), idType: fc.constantFrom('text', 'bigint') });
    const taken = new Map<string, unknown[]>(types.map((type) => [type, []]));
    fuzz(fc.tuple(cursors, orders as fc.Arbitrary<Pick<Order, 'type' | 'idType'>>), ([cursor, order]) => {
      const place = refusable(() => decodeCursor(cursor, order));
      if (!place) return;
      taken.get(order.type)?.push(place[0]);
      taken.get(order.idType)?.push(place[1]);
    });
    for (const [type, values] of taken) {
      expect(values.length).toBeGreaterThan(100);
      const { rows } = await db.sql.query<{ n: number }>(
        `SELECT count(one::${type})::int AS n FROM unnest($1::text[]) one`,
        [values],
      );
      expect(rows[0]?.n).toBe(values.length);
    }
  });

  it('filters: Postgres takes what is let through', async () => {
    const filters = mutatedJson<ApplicationFilter>(
      { search: 'a%', name: ['a*', 'b'], labels: ['env=prod', 'tier!=web', 'x'], clusterLabels: ['region'] },
      { project: ['p'], sync: ['OutOfSync'], failing: true, revision: 'abc', ids: ['1'], setId: 's' },
    );
    const texts = new Set<string>();
    fuzz(filters, (filter) => {
      const where = isFilter(filter) && refusable(() => applicationWhere(admin, filter));
      for (const value of where ? where.values.flat() : []) texts.add(String(value));
    });
    const { rows } = await db.sql.query<{ n: number }>('SELECT count(one)::int AS n FROM unnest($1::text[]) one', [
      [...texts],
    ]);
    expect(rows[0]?.n).toBe(texts.size);
  });

  it.each([
    ['a number in a list by time', [7, '1']],
    ['a name in a list by time', ['prod', '1']],
    ['a day that is none', ['2026-02-30T00:00:00.000Z', '1']],
    ['an id that is no number', ['2026-11-21T16:30:00.000Z', 'x']],
    ['an id that no bigint holds', ['2026-11-21T16:30:00.000Z', '9'.repeat(19)]],
    ['no time', [null, '1']],
  ])('a cursor with %s is refused before Postgres sees it', async (_, place) => {
    const asked = listEvents(db.sql, admin, { page: { after: cursorOf(place) } });
    await expect(asked).rejects.toThrow(/not a cursor of this list: .*; take one from pageInfo or edges/);
  });

  it('the character NUL is refused in a name', async () => {
    const asked = listApplications(db.sql, admin, { filter: { name: ['a\0'] }, page: {} });
    await expect(asked).rejects.toThrow(/NUL/);
  });
});

/** As GraphQL lets it through: each field of its type, or null. */
function isFilter(value: unknown): value is ApplicationFilter {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, member]) => {
    if (member === null) return true;
    if (['search', 'revision', 'setId'].includes(key)) return isText(member);
    if (key === 'failing') return typeof member === 'boolean';
    return Array.isArray(member) && member.every(isText);
  });
}

const isText = (value: unknown): boolean => typeof value === 'string';
