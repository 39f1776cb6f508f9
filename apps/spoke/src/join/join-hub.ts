import { NatsError, calls, connectNats, createUserKey, publicKeyOf, request } from '@wheelhouse/adapter-nats';
import type { Credentials } from '@wheelhouse/adapter-nats';
import { decodeJoinToken, inboxPrefix, subjects, verifyTrustSet } from '@wheelhouse/contract';
import type { JoinToken, Verifier } from '@wheelhouse/contract';
import { describeProblem } from '@wheelhouse/core-domain';
import { Backoff, generateX25519, x25519FromPrivate } from '@wheelhouse/runtime';
import type { Clock, Logger } from '@wheelhouse/runtime';
import type { Identity, IdentityStore, Joined } from './identity.ts';

export interface JoinOptions {
  readonly identities: IdentityStore;
  /** As given; absent: only a stored identity helps. */
  readonly token: string | undefined;
  readonly verifier: Verifier;
  readonly kubernetes: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

export type JoinedIdentity = Identity & { readonly joined: Joined };

const NEW_TOKEN = 'make a new token with `wheelhouse cluster join NAME` and give it as WHEELHOUSE_JOIN_TOKEN';

/**
 * The identity of this cluster: stored, or asked for with the token until the hub grants it. A token other than the stored identity's
 * joins anew. Resolves undefined only when the signal aborts.
 */
export async function joinHub(options: JoinOptions): Promise<JoinedIdentity | undefined> {
  const { identities, log, clock, signal } = options;
  const backoff = new Backoff({ baseMs: 2_000, maxMs: 60_000 });
  while (!signal.aborted) {
    try {
      const known = await identities.load();
      const token = readToken(options.token, known);
      if (known && hasJoined(known) && (!token || token.id === known.tokenId)) return known;
      if (!token) throw new Refusal(`this cluster has not joined a hub, and there is no token: ${NEW_TOKEN}`);
      return await ask(token, known, options).catch((error: unknown) => {
        if (!(error instanceof Refusal) || !known || !hasJoined(known)) throw error;
        log.warn(`${error.message}; going on with the identity that is there`);
        return known;
      });
    } catch (error) {
      const retryInMs = error instanceof Refusal ? 60_000 : backoff.next();
      log.error({ retryInMs }, `cannot join: ${error instanceof Error ? error.message : String(error)}`);
      await clock.sleep(retryInMs, signal).catch(() => undefined);
    }
  }
  return undefined;
}

/** The hub, or this spoke, says no: the same again will not help soon. */
class Refusal extends Error {}

const hasJoined = (identity: Identity): identity is JoinedIdentity => identity.joined !== undefined;

function readToken(text: string | undefined, known: Identity | undefined): JoinToken | undefined {
  if (text === undefined) return undefined;
  const token = decodeJoinToken(text);
  if (token.ok) return token.value;
  if (known?.joined) return undefined;
  throw new Refusal(`WHEELHOUSE_JOIN_TOKEN: ${token.error.map(describeProblem).join('; ')}; ${NEW_TOKEN}`);
}

/** The key is stored before it is asked for, so that an answer that was lost can be asked for again. */
async function ask(token: JoinToken, known: Identity | undefined, options: JoinOptions): Promise<JoinedIdentity> {
  const { identities, log } = options;
  const pending = known?.tokenId === token.id ? known : newIdentity(token);
  if (pending !== known && !known?.joined) await identities.save(pending);
  const joined = await requestJoin(token, pending, options);
  const identity = { ...pending, joined };
  await identities.save(identity);
  log.info({ hub: token.hub, cluster: joined.cluster }, `joined hub ${token.hub} as cluster ${token.cluster}`);
  return identity;
}

const newIdentity = (token: JoinToken): Identity => ({
  tokenId: token.id,
  hub: token.hub,
  servers: token.servers,
  rootFingerprint: token.rootFingerprint,
  seed: createUserKey().seed,
  sealingKey: generateX25519().privateKey,
});

async function requestJoin(token: JoinToken, identity: Identity, options: JoinOptions): Promise<Joined> {
  const { kubernetes, version, verifier } = options;
  const credentials: Credentials = { jwt: token.jwt, seed: token.seed };
  const servers = token.servers;
  const name = `join ${token.cluster}`;
  const nats = await connectNats({
    servers,
    credentials,
    name,
    inboxPrefix: inboxPrefix(token.id),
    firstConnectMs: 10_000,
  }).catch((error: unknown) => {
    const unwanted = error instanceof NatsError && error.failure === 'unauthorized';
    if (unwanted) throw new Refusal(`the token is expired, used or withdrawn: ${NEW_TOKEN}`);
    throw error;
  });
  try {
    const question = {
      token: token.id,
      clusterName: token.cluster,
      publicKey: publicKeyOf(identity.seed),
      kubernetes,
      version,
      ...(identity.sealingKey ? { sealingKey: x25519FromPrivate(identity.sealingKey).publicKey } : {}),
    };
    const answer = await request(nats, subjects.join(token.id), calls.join, question, 10_000);
    if (!answer.ok) throw new Refusal(`the hub refused: ${answer.reason}; ${NEW_TOKEN}`);
    const expected = { rootFingerprint: token.rootFingerprint, hub: token.hub };
    const trust = verifyTrustSet(answer.trust, expected, verifier);
    if (!trust.ok)
      throw new Refusal(
        `the answer is not from the hub that made the token: ${trust.error.map(describeProblem).join('; ')}`,
      );
    return { cluster: answer.cluster, jwt: answer.jwt, trust: answer.trust };
  } finally {
    await nats.close();
  }
}
