import { fleetAccountJwt } from './account-jwt.ts';
import type { Nats } from './connection.ts';
import { MAX_TTL_SECONDS } from './credentials.ts';
import type { FleetKeys } from './fleet-keys.ts';
import { readClaims } from './jwt.ts';
import { NatsError, natsError } from './nats-error.ts';

const WITHIN = 5_000;

interface UpdateAnswer {
  readonly data?: { readonly code?: number };
  readonly error?: { readonly description?: string };
}

/**
 * Who of the fleet's account is shut out. The list lives in the account's JWT, in the server's resolver; it is read, changed and
 * written back, one change at a time. Two hubs that change it in the same moment may lose one: whoever removes a cluster asks
 * `revoked` afterwards, or again.
 */
export class FleetAccount {
  private readonly system: Nats;
  private readonly keys: FleetKeys;
  private queue: Promise<unknown> = Promise.resolve();

  /** `system`: a connection with `systemCredentials`. */
  constructor(system: Nats, keys: FleetKeys) {
    this.system = system;
    this.keys = keys;
  }

  /** Ends open connections of these users at once, and refuses every JWT issued to them until `now` (milliseconds). */
  revoke(publicKeys: readonly string[], now: number): Promise<void> {
    return this.revokeSince(new Map(publicKeys.map((key) => [key, now])), now);
  }

  /** The same for users who were shut out earlier, each at its own time: after the server's store was lost. */
  revokeSince(times: ReadonlyMap<string, number>, now: number): Promise<void> {
    return this.change(now, (list) => {
      // The server compares in seconds: a JWT of that very second must not slip through.
      for (const [key, at] of times) list.set(key, Math.max(list.get(key) ?? 0, Math.floor(at / 1000) + 1));
    });
  }

  /** Refuses every JWT of this user that was issued before `issuedAt` (milliseconds); a connection signed in with one ends. */
  revokeOlder(publicKey: string, issuedAt: number, now: number): Promise<void> {
    const until = Math.floor(issuedAt / 1000) - 1;
    return this.change(now, (list) => list.set(publicKey, Math.max(until, list.get(publicKey) ?? 0)));
  }

  allowAgain(publicKeys: readonly string[], now: number): Promise<void> {
    return this.change(now, (list) => {
      for (const key of publicKeys) list.delete(key);
    });
  }

  /** By public key: JWTs issued until then, in seconds since 1970, are refused. */
  async revoked(): Promise<ReadonlyMap<string, number>> {
    return (await this.read()).list;
  }

  private change(now: number, edit: (list: Map<string, number>) => void): Promise<void> {
    const turn = this.queue.then(async () => {
      const { list, issuedAt } = await this.read();
      edit(list);
      for (const [key, until] of list) if (until < now / 1000 - MAX_TTL_SECONDS) list.delete(key);
      // Never dated before what is there: the resolver would keep that.
      await this.write(Math.max(issuedAt, Math.floor(now / 1000)), list);
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async read(): Promise<{ readonly list: Map<string, number>; readonly issuedAt: number }> {
    const jwt = await this.ask(`$SYS.REQ.ACCOUNT.${this.keys.fleet.publicKey}.CLAIMS.LOOKUP`);
    if (jwt === '') throw new NatsError('store', 'the NATS server does not know the account of the fleet');
    const { iss, iat, nats } = readClaims(jwt);
    if (iss !== this.keys.operator.publicKey) throw new NatsError('bad-answer', 'the account is of another operator');
    return { list: new Map(Object.entries((nats.revocations ?? {}) as Record<string, number>)), issuedAt: iat };
  }

  private async write(issuedAt: number, list: ReadonlyMap<string, number>): Promise<void> {
    const until = Object.fromEntries([...list].sort(([a], [b]) => (a < b ? -1 : 1)));
    const answer = await this.ask('$SYS.REQ.CLAIMS.UPDATE', fleetAccountJwt(this.keys, { issuedAt, until }));
    const { data, error } = JSON.parse(answer) as UpdateAnswer;
    if (error || data?.code !== 200) {
      throw new NatsError(
        'store',
        `the NATS server refuses the changed account: ${error?.description ?? answer.slice(0, 200)}`,
      );
    }
  }

  private async ask(subject: string, body?: string): Promise<string> {
    try {
      return (await this.system.connection.request(subject, body, { timeout: WITHIN })).string();
    } catch (error) {
      throw natsError(error, `ask ${subject}`);
    }
  }
}
