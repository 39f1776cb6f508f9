import type { Database, Sql } from '@wheelhouse/adapter-postgres';
import type { Hub } from '../hub.ts';

/** Kills a hub at one of its statements, as the loss of its process would: nothing that comes after it is done. */
export class Crash {
  #at: RegExp | undefined;
  #dead = false;
  #loseAt: RegExp | undefined;
  #lost = false;

  get dead(): boolean {
    return this.#dead;
  }

  /** The next statement that matches is not run, and the hub is dead from then on. */
  arm(at: RegExp): void {
    this.#at = at;
  }

  /** The next transaction with such a statement is committed, and its answer is lost. The hub lives on. */
  lose(at: RegExp): void {
    this.#loseAt = at;
  }

  /** Whether an answer was lost. */
  get lost(): boolean {
    return this.#lost;
  }

  /** The database as the hub that may die sees it. */
  around(db: Database): Database {
    return {
      ...db,
      sql: this.#sql(db.sql),
      transaction: async (work) => {
        this.#check('');
        const texts: string[] = [];
        const result = await db.transaction(async (sql) => {
          const done = await work(this.#sql(sql, texts));
          this.#check('COMMIT');
          return done;
        });
        this.#check('');
        this.#loseAnswer(texts);
        return result;
      },
    };
  }

  /** Closes what the operating system would close. */
  async bury(hub: Hub): Promise<void> {
    const { nats, system } = hub.parts;
    this.#dead = true;
    await Promise.all([nats.connection.close(), system.connection.close()]);
    await hub.stop().catch(() => undefined);
    await hub.parts.mirrors.close();
    await hub.parts.db.close();
  }

  #loseAnswer(texts: readonly string[]): void {
    if (!texts.some((text) => this.#loseAt?.test(text))) return;
    this.#loseAt = undefined;
    this.#lost = true;
    throw new Error('the answer was lost');
  }

  #sql(sql: Sql, texts: string[] = []): Sql {
    return {
      query: async <Row extends object>(text: string, values?: unknown[]) => {
        this.#check(text);
        texts.push(text);
        return sql.query<Row>(text, values);
      },
    };
  }

  #check(text: string): void {
    if (this.#at?.test(text)) this.#dead = true;
    if (this.#dead) throw new Error('the hub was killed');
  }
}
