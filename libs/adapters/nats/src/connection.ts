import { connect, errors } from '@nats-io/transport-node';
import type { Authenticator, Msg, NatsConnection, RequestOptions, Status } from '@nats-io/transport-node';
import { Backoff } from '@wheelhouse/runtime';
import type { Credentials } from './credentials.ts';
import { NatsError, natsError } from './nats-error.ts';
import { publicKeyOf, signWithSeed } from './nkey.ts';

export type NatsStatus =
  | { readonly kind: 'connected'; readonly server: string }
  | { readonly kind: 'disconnected' }
  /** The server does not accept the credentials now; it goes on trying, ever more seldom. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'forbidden'; readonly reason: string };

export interface ConnectOptions {
  /** `nats://host:port` or `tls://host:port`. */
  readonly servers: readonly string[];
  /** A function is asked at every connect and reconnect, so that renewed credentials take effect. */
  readonly credentials: Credentials | (() => Credentials);
  /** Shown in the server's list of connections. */
  readonly name: string;
  /** `inboxPrefix(cluster)` of the contract; a limited user is refused without its own. */
  readonly inboxPrefix?: string;
  readonly onStatus?: (status: NatsStatus) => void;
  /** Rejects when there was no connection after this long. Default: tries for ever. */
  readonly firstConnectMs?: number;
  /** Ends the attempts to connect for the first time. */
  readonly signal?: AbortSignal;
  /** PEM of the authority that signed the server's certificate, where the system does not know it. */
  readonly ca?: string;
}

/** Why a connection ended for good. */
export type CloseReason =
  { readonly kind: 'closed' } | { readonly kind: 'revoked' | 'failed'; readonly reason: string };

export interface Nats {
  /** For this library; the apps have the streams, subjects and calls. */
  readonly connection: NatsConnection;
  /** By `close`, or because the server revoked the user; a lost connection comes back by itself. */
  readonly closed: Promise<CloseReason>;
  connected(): boolean;
  /**
   * As the connection's own, but it rejects at once where there is no connection, or as soon as it is lost. The library would keep
   * the message and drop it at the next attempt to connect (nats-core 3.4, `prepare`), and its answer would be waited for in vain.
   */
  request(subject: string, body: Uint8Array | undefined, options: RequestOptions): Promise<Msg>;
  /** Milliseconds to the server and back. */
  rtt(): Promise<number>;
  /** Resolves when the server has seen all that was published before. */
  flush(): Promise<void>;
  /** Connects anew, with fresh credentials. Subscriptions stay. */
  reconnect(): Promise<void>;
  /** Delivers what is under way first. */
  close(): Promise<void>;
}

const PING_EVERY = 15_000;
const DIAL_TIMEOUT = 5_000;

/** Rejects at once where the server refuses the credentials: only other ones help. */
export async function connectNats(options: ConnectOptions): Promise<Nats> {
  const delays = new Backoff({ baseMs: 250, maxMs: 5_000 });
  const giveUpAt = options.firstConnectMs === undefined ? Infinity : performance.now() + options.firstConnectMs;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      return await dial(options);
    } catch (error) {
      const failed = natsError(error, `connect to ${options.servers.join(', ')}`);
      const delay = delays.next();
      if (failed.failure === 'unauthorized' || performance.now() + delay > giveUpAt) throw failed;
      options.onStatus?.({ kind: 'disconnected' });
      await pause(delay, options.signal);
    }
  }
}

const pause = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

async function dial(options: ConnectOptions): Promise<Nats> {
  // While the server refuses us, each attempt costs it a signature: come back ever more seldom.
  const refusals = new Backoff({ baseMs: 1_000, maxMs: 60_000 });
  const losses = new Backoff({ baseMs: 100, maxMs: 2_000 });
  const state = { refused: false, connected: true };
  const waiting = new Set<(reason: NatsError) => void>();
  const connection = await connect({
    servers: [...options.servers],
    name: options.name,
    authenticator: authenticatorOf(options.credentials),
    ...(options.inboxPrefix ? { inboxPrefix: options.inboxPrefix } : {}),
    ...(options.ca ? { tls: { ca: options.ca } } : {}),
    timeout: DIAL_TIMEOUT,
    pingInterval: PING_EVERY,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    // Credentials are renewed while the connection is away; giving up would need a restart.
    ignoreAuthErrorAbort: true,
    reconnectDelayHandler: () => (state.refused ? refusals : losses).next(),
  });
  const closed = Promise.withResolvers<CloseReason>();
  void connection
    .closed()
    .then((error) => closed.resolve(error ? { kind: 'failed', reason: error.message } : { kind: 'closed' }));
  const onStatus = (status: Status) => {
    const said = statusOf(status);
    if (!said) return;
    state.connected = said.kind === 'connected' || (state.connected && said.kind === 'forbidden');
    state.refused = said.kind === 'refused' || (state.refused && said.kind === 'disconnected');
    if (said.kind === 'disconnected') for (const giveUp of waiting) giveUp(lost());
    if (said.kind === 'connected') for (const backoff of [refusals, losses]) backoff.reset();
    options.onStatus?.(said);
    if (said.kind === 'refused' && /revoked/i.test(said.reason)) {
      closed.resolve({ kind: 'revoked', reason: said.reason });
      void connection.close();
    }
  };
  void watch(connection, onStatus);
  options.onStatus?.({ kind: 'connected', server: connection.getServer() });
  return new NatsClient(connection, { closed: closed.promise, connected: () => state.connected, waiting });
}

async function watch(connection: NatsConnection, onStatus: (status: Status) => void): Promise<void> {
  for await (const status of connection.status()) onStatus(status);
}

function statusOf(status: Status): NatsStatus | undefined {
  if (status.type === 'reconnect') return { kind: 'connected', server: status.server };
  if (status.type === 'disconnect' || status.type === 'staleConnection') return { kind: 'disconnected' };
  if (status.type !== 'error') return undefined;
  const reason = status.error.message;
  if (status.error instanceof errors.PermissionViolationError) return { kind: 'forbidden', reason };
  return /auth/i.test(reason) ? { kind: 'refused', reason } : undefined;
}

/** Signs the server's nonce by node:crypto. */
function authenticatorOf(credentials: ConnectOptions['credentials']): Authenticator {
  return (nonce) => {
    const { jwt, seed } = typeof credentials === 'function' ? credentials() : credentials;
    const signature = signWithSeed(seed, Buffer.from(nonce ?? ''));
    return { jwt, nkey: publicKeyOf(seed), sig: Buffer.from(signature).toString('base64url') };
  };
}

const lost = (): NatsError => new NatsError('disconnected', 'not connected to NATS');

interface ConnectionState {
  readonly closed: Promise<CloseReason>;
  readonly connected: () => boolean;
  /** Told when the connection is lost. */
  readonly waiting: Set<(reason: NatsError) => void>;
}

class NatsClient implements Nats {
  readonly connection: NatsConnection;
  readonly closed: Promise<CloseReason>;
  readonly connected: () => boolean;
  private readonly waiting: ConnectionState['waiting'];

  constructor(connection: NatsConnection, { closed, connected, waiting }: ConnectionState) {
    this.connection = connection;
    this.closed = closed;
    this.connected = () => !connection.isClosed() && connected();
    this.waiting = waiting;
  }

  request(subject: string, body: Uint8Array | undefined, options: RequestOptions): Promise<Msg> {
    if (!this.connected()) return Promise.reject(lost());
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      void this.connection
        .request(subject, body, options)
        .then(resolve, reject)
        .finally(() => this.waiting.delete(reject));
    });
  }

  async rtt(): Promise<number> {
    return mapped('ping NATS', () => this.connection.rtt());
  }

  async flush(): Promise<void> {
    await mapped('flush to NATS', () => this.connection.flush());
  }

  async reconnect(): Promise<void> {
    await mapped('reconnect to NATS', () => this.connection.reconnect());
  }

  async close(): Promise<void> {
    if (this.connection.isClosed()) return;
    // Draining needs the server; where it is away, closing is all that is left.
    await (this.connected() ? this.connection.drain() : this.connection.close()).catch(() => this.connection.close());
  }
}

async function mapped<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw natsError(error, what);
  }
}
