import type { Database } from '@wheelhouse/adapter-postgres';
import type { FaultPoints } from '@wheelhouse/runtime';

/**
 * The database with points at which a test may break the hub: before a transaction begins, before it commits, and after it
 * has committed; the same around a single statement that writes.
 */
export function breakableDatabase(db: Database, faults: FaultPoints): Database {
  const query: Database['sql']['query'] = async (text, values) => {
    if (/^\s*SELECT/i.test(text)) return db.sql.query(text, values);
    await faults.reach('hub.statement.before');
    const result = await db.sql.query(text, values);
    await faults.reach('hub.statement.after');
    return result as never;
  };
  return {
    prisma: db.prisma,
    sql: { query },
    close: () => db.close(),
    async transaction(work) {
      await faults.reach('hub.transaction.before');
      const result = await db.transaction(async (sql) => {
        const done = await work(sql);
        await faults.reach('hub.transaction.commit');
        return done;
      });
      await faults.reach('hub.transaction.after');
      return result;
    },
  };
}
