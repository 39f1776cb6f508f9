import type { Sql } from './read/sql.ts';

/** Texts that get a name of their own; filters of lists make more texts than are worth remembering. */
const MAX_NAMED = 300;
const MAX_COUNTED = 2_000;
/** A text that comes so often is one of the hub's own steps. */
const OFTEN = 5;

const names = new Map<string, string>();
const counts = new Map<string, number>();

/** The name of a statement that comes often. One text has one name in all connections of this process. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_NAMED) return known;
  const count = (counts.get(text) ?? 0) + 1;
  if (counts.size >= MAX_COUNTED) counts.clear();
  counts.set(text, count);
  if (count < OFTEN) return undefined;
  counts.delete(text);
  const name = `wheelhouse_${names.size}`;
  names.set(text, name);
  return name;
}

/** What `pg` takes beside a text and values. */
interface NamedSql extends Sql {
  query<Row extends object>(query: { name: string; text: string; values: unknown[] }): Promise<{ rows: Row[] }>;
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** Statements with values that come often are parsed and planned once per connection, not at each run. */
export function prepared(connection: Sql): Sql {
  const sql = connection as NamedSql;
  return {
    query: (text, values) => {
      const name = values && nameOf(text);
      return values && name !== undefined ? sql.query({ name, text, values }) : sql.query(text, values);
    },
  };
}
