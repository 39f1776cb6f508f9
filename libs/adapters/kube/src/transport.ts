import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import type { Credentials } from './credentials.ts';
import type { CallOptions } from './kube-api.ts';
import { answerError, connectionError } from './map-errors.ts';
import type { ApiStatus, RequestSubject } from './map-errors.ts';

export interface TransportOptions {
  /** Kept-alive connections for calls; default 8. Each watch has one more of its own. */
  readonly connections?: number;
  readonly userAgent?: string;
}

export interface Call extends CallOptions {
  readonly subject: RequestSubject;
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}

export const DEFAULT_TIMEOUT_MS = 30_000;
const JSON_TYPE = 'application/json';
/** Between two pieces of a watch; bookmarks come once a minute, and the server ends a watch itself. */
const SILENCE_MS = 330_000;

/**
 * HTTP/1.1 on kept-alive connections. Watches have their own pool: each holds its connection for minutes, and would leave none
 * for calls.
 */
export class Transport {
  readonly #credentials: Credentials;
  readonly #calls: Agent;
  readonly #watches: Agent;
  readonly #userAgent: string;

  constructor(credentials: Credentials, { connections = 8, userAgent = 'wheelhouse' }: TransportOptions = {}) {
    const connect = { ...credentials.tls, timeout: 10_000, keepAlive: true, keepAliveInitialDelay: 15_000 };
    const common = { connect, allowH2: false, pipelining: 1, keepAliveTimeout: 60_000 };
    this.#credentials = credentials;
    this.#userAgent = userAgent;
    this.#calls = new Agent({ ...common, connections, headersTimeout: 0, bodyTimeout: 0 });
    this.#watches = new Agent({ ...common, headersTimeout: DEFAULT_TIMEOUT_MS, bodyTimeout: SILENCE_MS });
  }

  /** One call, its whole body within the time; undefined for an empty body. */
  async json(call: Call): Promise<unknown> {
    const timeout = AbortSignal.timeout(call.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    const response = await this.#authorized(this.#calls, call, signal);
    const text = await this.#body(call, response);
    if (response.statusCode >= 400) throw refusal(call, response, text);
    return parse(text);
  }

  /** A stream that ends with the server, the signal, or the reader. */
  async stream(call: Call): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#authorized(this.#watches, call, call.signal);
    if (response.statusCode >= 400) throw refusal(call, response, await this.#body(call, response));
    return response.body;
  }

  async close(): Promise<void> {
    await Promise.all([this.#calls.close(), this.#watches.destroy()]);
  }

  /** A 401 is asked once more with credentials that were read anew: the token may have been renewed meanwhile. */
  async #authorized(agent: Agent, call: Call, signal: AbortSignal | undefined): Promise<Dispatcher.ResponseData> {
    const first = await this.#send(agent, call, { signal, fresh: false });
    if (first.statusCode !== 401) return first;
    await first.body.dump();
    return this.#send(agent, call, { signal, fresh: true });
  }

  async #send(
    agent: Agent,
    call: Call,
    { signal, fresh }: { signal: AbortSignal | undefined; fresh: boolean },
  ): Promise<Dispatcher.ResponseData> {
    const authorization = await this.#credentials.authorization(fresh);
    try {
      return await agent.request({
        origin: this.#credentials.server,
        path: call.path + queryText(call.query),
        method: call.method,
        ...(signal ? { signal } : {}),
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        headers: {
          'user-agent': this.#userAgent,
          accept: call.accept ?? JSON_TYPE,
          ...(authorization ? { authorization } : {}),
          ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? JSON_TYPE }),
          ...(call.impersonate ? { 'impersonate-user': call.impersonate } : {}),
        },
      });
    } catch (error) {
      throw connectionError(call.subject, error, call.signal);
    }
  }

  async #body(call: Call, response: Dispatcher.ResponseData): Promise<string> {
    try {
      return await response.body.text();
    } catch (error) {
      throw connectionError(call.subject, error, call.signal);
    }
  }
}

function refusal({ subject }: Call, { statusCode, headers }: Dispatcher.ResponseData, text: string): Error {
  const body = parse(text);
  const status = typeof body === 'object' && body !== null ? (body as ApiStatus) : undefined;
  const retryAfter = headers['retry-after'];
  return answerError(subject, statusCode, status, typeof retryAfter === 'string' ? retryAfter : undefined);
}

/** `/version` and most answers are JSON; `/healthz` and proxies' error pages are text. */
function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function queryText(query: Call['query'] = {}): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(set.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text ? `?${text}` : '';
}
