import { MAX_TTL_SECONDS, type FleetAccount } from '@wheelhouse/adapter-nats';
import { addRevocation, revocations, type Database } from '@wheelhouse/adapter-postgres';

/** Who is shut out: written down first, then told to nats-server, and told again if its store was lost. */
export class Revocations {
  readonly #db: Database;
  readonly #account: FleetAccount;
  readonly #now: () => number;

  constructor(db: Database, account: FleetAccount, now: () => number) {
    this.#db = db;
    this.#account = account;
    this.#now = now;
  }

  /** Shuts a spoke out: open connections end at once, credentials that it has are refused. */
  async revoke(publicKey: string): Promise<void> {
    await addRevocation(this.#db.sql, publicKey, this.#now());
    await this.#account.revoke([publicKey], this.#now());
  }

  /** Tells nats-server what it does not know (any more); answers with how many that were. */
  async restore(): Promise<number> {
    const wanted = await revocations(this.#db.sql, this.#now() - MAX_TTL_SECONDS * 1000);
    if (wanted.size === 0) return 0;
    const known = await this.#account.revoked();
    const lost = [...wanted].filter(([key, at]) => (known.get(key) ?? 0) < Math.floor(at / 1000));
    if (lost.length > 0) await this.#account.revokeSince(new Map(lost), this.#now());
    return lost.length;
  }
}
