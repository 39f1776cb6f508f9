import {
  revocationDone,
  waitingRevocations,
  type Database,
  type WaitingRevocation,
} from '@wheelhouse/adapter-postgres';
import type { Heartbeat } from '@wheelhouse/contract';
import type { Logger } from '@wheelhouse/runtime';

export interface NarrowedCredentialsOptions {
  readonly db: Database;
  readonly logger: Logger;
  /** Refuses every JWT of this user that was issued before (milliseconds). */
  readonly revokeOlder: (publicKey: string, issuedAt: number) => Promise<void>;
}

/**
 * Credentials that grant more than a cluster may have now. They are revoked as soon as its spoke says that it is signed in with
 * newer ones: earlier, an answer that was lost would shut it out for good.
 */
export class NarrowedCredentials {
  readonly #options: NarrowedCredentialsOptions;
  #waiting = new Map<string, WaitingRevocation>();
  readonly #heard = new Map<string, number>();
  #turn: Promise<void> = Promise.resolve();

  constructor(options: NarrowedCredentialsOptions) {
    this.#options = options;
  }

  /** Looks at what waits: at the start, and when credentials were issued. */
  look(): void {
    this.#next(async () => {
      const rows = await waitingRevocations(this.#options.db.sql);
      this.#waiting = new Map(rows.map((row) => [row.id, row]));
      for (const [id, issuedAt] of this.#heard) await this.#revoke(id, issuedAt);
    });
  }

  hear({ cluster, credentials }: Heartbeat): void {
    if (credentials === undefined) return;
    this.#heard.set(cluster, credentials * 1000);
    if (this.#waiting.has(cluster)) this.#next(() => this.#revoke(cluster, credentials * 1000));
  }

  async stop(): Promise<void> {
    await this.#turn;
  }

  async #revoke(id: string, issuedAt: number): Promise<void> {
    const row = this.#waiting.get(id);
    if (!row || issuedAt < Math.floor(row.revokeBefore.getTime() / 1000) * 1000) return;
    await this.#options.revokeOlder(row.publicKey, row.revokeBefore.getTime());
    await revocationDone(this.#options.db.sql, row);
    this.#waiting.delete(id);
    this.#options.logger.info({ cluster: id }, 'credentials that granted more are revoked');
  }

  #next(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((error: unknown) => {
      this.#options.logger.warn(
        { err: error },
        'older credentials could not be revoked; tried again with the next heartbeat',
      );
    });
  }
}
