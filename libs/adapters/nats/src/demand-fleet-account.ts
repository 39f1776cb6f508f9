import type { Nats } from './connection.ts';
import type { FleetKeys } from './fleet-keys.ts';
import { NatsError } from './nats-error.ts';

/**
 * Rejects unless the server put us into the fleet's account. A server without our operator takes any credentials and puts
 * everybody into one account: nothing would keep clusters apart there.
 */
export async function demandFleetAccount(nats: Nats, keys: FleetKeys): Promise<void> {
  const answer = await nats.connection.request('$SYS.REQ.USER.INFO', undefined, { timeout: 5_000 });
  const { data } = answer.json<{ data?: { account?: string } }>();
  if (data?.account === keys.fleet.publicKey) return;
  throw new NatsError(
    'unauthorized',
    "the nats-server does not know this fleet's operator, so it could not keep clusters apart",
  );
}
