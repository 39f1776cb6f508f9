import { createSecureContext } from 'node:tls';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import type { Credentials } from './credentials.ts';
import { exchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';
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
    // Made once: for each connection anew it would cost as much as the rest of the connection.
    const secureContext = createSecureContext(credentials.tls);
    const { rejectUnauthorized, servername } = credentials.tls;
    const tls = {
      secureContext,
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
      ...(servername === undefined ? {} : { servername }),
    };
    const connect = { ...tls, timeout: 10_000, keepAlive: true, keepAliveInitialDelay: 15_000 };
    const common = { connect, allowH2: false, pipelining: 1, keepAliveTimeout: 60_000 };
    this.#credentials = credentials;
    this.#userAgent = userAgent;
    this.#calls = new Agent({ ...common, connections, headersTimeout: 0, bodyTimeout: 0 });
    this.#watches = new Agent({ ...common, headersTimeout: DEFAULT_TIMEOUT_MS, bodyTimeout: SILENCE_MS });
  }

  /** One call, its whole body within the time; undefined for an empty body. */
  async json(call: Call): Promise<unknown> {
    const response = await this.#authorized((fresh) => this.#exchange(call, fresh));
    if (response.statusCode >= 400) throw refusal(call, response, response.text);
    return parse(response.text);
  }

  /** A stream that ends with the server, the signal, or the reader. */
  async stream(call: Call): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#authorized((fresh) => this.#open(call, fresh));
    if (response.statusCode >= 400) throw refusal(call, response, await this.#body(call, response));
    return response.body;
  }

  async close(): Promise<void> {
    await Promise.all([this.#calls.close(), this.#watches.destroy()]);
  }

  /** A 401 is asked once more with credentials that were read anew: the token may have been renewed meanwhile. */
  async #authorized<T extends { readonly statusCode: number }>(send: (fresh: boolean) => Promise<T>): Promise<T> {
    const first = await send(false);
    return first.statusCode === 401 ? send(true) : first;
  }

  async #exchange(call: Call, fresh: boolean): Promise<Exchange> {
    const request = await this.#request(call, fresh);
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = call;
    try {
      return await exchange(this.#calls, request, { timeoutMs, ...(signal ? { signal } : {}) });
    } catch (error) {
      throw connectionError(call.subject, error, signal);
    }
  }

  async #open(call: Call, fresh: boolean): Promise<Dispatcher.ResponseData> {
    const { signal } = call;
    const request = await this.#request(call, fresh);
    try {
      const response = await this.#watches.request({ ...request, ...(signal ? { signal } : {}) });
      if (response.statusCode === 401 && !fresh) await response.body.dump();
      return response;
    } catch (error) {
      throw connectionError(call.subject, error, signal);
    }
  }

  async #request(call: Call, fresh: boolean): Promise<Dispatcher.DispatchOptions> {
    const authorization = await this.#credentials.authorization(fresh);
    return {
      origin: this.#credentials.server,
      path: call.path + queryText(call.query),
      method: call.method,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      headers: {
        'user-agent': this.#userAgent,
        accept: call.accept ?? JSON_TYPE,
        ...(authorization ? { authorization } : {}),
        ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? JSON_TYPE }),
        ...(call.impersonate ? { 'impersonate-user': call.impersonate } : {}),
      },
    };
  }

  async #body(call: Call, response: Dispatcher.ResponseData): Promise<string> {
    try {
      return await response.body.text();
    } catch (error) {
      throw connectionError(call.subject, error, call.signal);
    }
  }
}

function refusal({ subject }: Call, { statusCode, headers }: Pick<Exchange, 'statusCode' | 'headers'>, text: string) {
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
  const text = set.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
  return text ? `?${text}` : '';
}
