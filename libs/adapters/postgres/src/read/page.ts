import { PageError } from './page-error.ts';
import type { Sql, Where } from './sql.ts';

/** A page of a Relay connection. Exactly as the GraphQL arguments. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** How a list is ordered: an expression, its SQL type, and the id that makes it total. */
export interface Order {
  readonly expression: string;
  readonly type: 'text' | 'int' | 'timestamptz' | 'bigint';
  readonly id: string;
  readonly idType: 'text' | 'bigint';
  readonly descending: boolean;
}

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 500;

const encodeCursor = (sort: unknown, id: unknown): string =>
  Buffer.from(JSON.stringify([sort instanceof Date ? sort.toISOString() : sort, String(id)])).toString('base64url');

/** The place that a cursor names, of the types that the list is ordered by: Postgres would fail on others. */
export function decodeCursor(cursor: string, { type, idType }: Pick<Order, 'type' | 'idType'>): [unknown, string] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && place.length === 2) {
      const [sort, id] = place as [unknown, unknown];
      if (isOf[type](sort) && typeof id === 'string' && isOf[idType](id)) return [sort, id];
    }
  } catch {
    // falls through to the one error
  }
  throw new PageError(
    `not a cursor of this list: ${JSON.stringify(cursor.slice(0, 60))}; take one from pageInfo or edges`,
  );
}

const INT_END = 2 ** 31;
const BIGINT_END = 2n ** 63n;

/** What `encodeCursor` writes of a column of each type. */
const isOf: Readonly<Record<Order['type'], (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && !value.includes('\0'),
  int: (value) => Number.isInteger(value) && Math.abs(Number(value)) < INT_END,
  bigint: (value) => typeof value === 'string' && /^-?\d{1,19}$/.test(value) && isBetween(BigInt(value), BIGINT_END),
  timestamptz: (value) => typeof value === 'string' && /^(?!0000)\d{4}-/.test(value) && isInstant(value),
};

const isBetween = (value: bigint, end: bigint): boolean => -end < value && value < end;

const isInstant = (text: string): boolean => {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
};

/** How many rows a page asks for, and from which end. */
export function pageSize(page: PageArguments): { size: number; backwards: boolean } {
  if (page.first != null && page.last != null) throw new PageError('give `first` or `last`, not both');
  const backwards = page.last != null;
  const size = page.first ?? page.last ?? DEFAULT_PAGE;
  if (size < 0 || size > MAX_PAGE)
    throw new PageError(`a page holds 0 to ${MAX_PAGE} rows, not ${size}; ask for the next page with \`after\``);
  return { size, backwards };
}

/** Keyset pagination: no OFFSET, so the ten-thousandth page costs what the first does. */
export async function queryPage<Row extends object>(
  sql: Sql,
  query: { select: string; from: string; where: Where; order: Order },
  page: PageArguments,
): Promise<Page<Row>> {
  const { size, backwards } = pageSize(page);
  const { where, order } = query;
  const down = order.descending !== backwards;
  const bound = (cursor: string, comparison: '<' | '>') => {
    const [sort, id] = decodeCursor(cursor, order);
    where.and(
      `(${order.expression}, ${order.id}) ${comparison} (${where.value(sort)}::${order.type}, ${where.value(id)}::${order.idType})`,
    );
  };
  if (page.after) bound(page.after, order.descending ? '<' : '>');
  if (page.before) bound(page.before, order.descending ? '>' : '<');
  const direction = down ? 'DESC' : 'ASC';
  const { rows } = await sql.query<Row & { __sort: unknown; __id: unknown }>(
    `SELECT ${query.select}, ${order.expression} AS "__sort", ${order.id} AS "__id" FROM ${query.from} WHERE ${where.sql}
     ORDER BY ${order.expression} ${direction}, ${order.id} ${direction} LIMIT ${size + 1}`,
    where.values,
  );
  const more = rows.length > size;
  const shown = rows.slice(0, size);
  if (backwards) shown.reverse();
  return {
    rows: shown,
    cursors: shown.map((row) => encodeCursor(row.__sort, row.__id)),
    hasNextPage: backwards ? page.before != null : more,
    hasPreviousPage: backwards ? more : page.after != null,
  };
}
