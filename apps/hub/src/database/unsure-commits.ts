import type { Database } from '@wheelhouse/adapter-postgres';

/**
 * Tells when a transaction failed after all of its work was done. It may be committed all the same, and whoever tries again
 * finds nothing to do then: what its commit should have woken must be woken by somebody else.
 */
export const withUnsureCommits = (db: Database, tell: () => void): Database => ({
  ...db,
  async transaction(work) {
    let done = false;
    try {
      return await db.transaction(async (sql) => {
        const result = await work(sql);
        done = true;
        return result;
      });
    } catch (error) {
      if (done) tell();
      throw error;
    }
  },
});
