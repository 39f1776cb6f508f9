import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { Clock } from '@wheelhouse/runtime';
import { AnswerCache, type KeptAnswer } from './answer-cache.ts';
import { Connections, type Trust } from './connections.ts';
import { header, retryAfterMs, spentMs, type Headers } from './rate-limit.ts';
import { ScmError } from './scm-error.ts';

export interface ScmHttpOptions {
  readonly clock: Clock;
  readonly rootCa: string | undefined;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly cacheBytes: number;
}

export interface ScmRequest {
  /** Of whom is asked, for people: `github`. */
  readonly who: string;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly trust: Trust;
  /** Instead of the usual time for one request. */
  readonly timeoutMs?: number;
  /** Whose limits count, where the headers differ from question to question. */
  readonly identity?: string;
  /** Asking it twice does no harm; default for GET. */
  readonly repeatable?: boolean;
}

export interface ScmResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The query of the next page's address, as `Link` has it. */
  readonly next: string | undefined;
}

const RETRIES = 2;
const RETRY_MS = 250;
const REDIRECTS = 3;
/** What a gateway says of a server that may be back in a moment. */
const PASSING = [502, 503, 504];

/**
 * Questions over HTTP, each bounded in time and size. Answers with an ETag are kept and asked for conditionally; a provider that
 * wants to be left alone is; a passing failure is tried again. Redirects lead nowhere but within the same server, because
 * credentials and trust are for that one.
 */
export class ScmHttp {
  readonly #options: ScmHttpOptions;
  readonly #connections: Connections;
  readonly #kept: AnswerCache;
  /** Until when (`monotonic`) nobody asks this server with these credentials. */
  readonly #closedUntil = new Map<string, number>();

  constructor(options: ScmHttpOptions) {
    this.#options = options;
    this.#connections = new Connections(options.rootCa);
    this.#kept = new AnswerCache(options.cacheBytes);
  }

  async close(): Promise<void> {
    await this.#connections.close();
  }

  /** Any answer that is none of the provider's wish to be left alone; throws `ScmError` where there is none. */
  async ask(request: ScmRequest): Promise<ScmResponse> {
    const gate = `${request.url.origin} ${fingerprint(request)}`;
    this.#checkGate(gate, request);
    const key = `${fingerprint(request)} ${request.url.href}`;
    const kept = isGet(request) ? this.#kept.get(key) : undefined;
    const response = await this.#withRetries(kept ? withEtag(request, kept) : request);
    const now = this.#options.clock.now();
    const closedMs = retryAfterMs(response.status, response.headers, now);
    if (closedMs !== undefined) {
      this.#close(gate, closedMs);
      throw leftAlone(request, closedMs, now);
    }
    const spent = spentMs(response.headers, now);
    if (spent !== undefined) this.#close(gate, spent);
    if (response.status === 304 && kept) return { ...response, status: 200, body: kept.body, next: kept.next };
    const etag = header(response.headers, 'etag');
    if (!isGet(request) || response.status !== 200 || !etag) this.#kept.delete(key);
    else this.#kept.put(key, { etag, body: response.body, next: response.next });
    return response;
  }

  #checkGate(gate: string, request: ScmRequest): void {
    const until = this.#closedUntil.get(gate);
    const leftMs = until === undefined ? 0 : until - this.#options.clock.monotonic();
    if (leftMs > 0) throw leftAlone(request, leftMs, this.#options.clock.now());
    this.#closedUntil.delete(gate);
  }

  #close(gate: string, ms: number): void {
    this.#closedUntil.set(gate, this.#options.clock.monotonic() + ms);
  }

  async #withRetries(request: ScmRequest): Promise<ScmResponse> {
    for (let attempt = 0; ; attempt++) {
      const last = attempt === RETRIES || !(request.repeatable ?? isGet(request));
      try {
        const response = await this.#followed(request);
        const passing = PASSING.includes(response.status) && header(response.headers, 'retry-after') === undefined;
        if (last || !passing) return response;
      } catch (error) {
        if (last || !(error instanceof ScmError) || error.cause === undefined) throw error;
      }
      await this.#options.clock.sleep(RETRY_MS * 4 ** attempt);
    }
  }

  async #followed(request: ScmRequest): Promise<ScmResponse> {
    let { url } = request;
    for (let hops = 0; ; hops++) {
      const response = await this.#once({ ...request, url });
      const to = [301, 302, 307, 308].includes(response.status) ? header(response.headers, 'location') : undefined;
      if (!to || !isGet(request)) return response;
      const next = URL.canParse(to, url.href) ? new URL(to, url.href) : undefined;
      if (!next || next.origin !== url.origin || hops === REDIRECTS) {
        const hint = 'name that address in the field api, if it is the one that is meant';
        throw new ScmError(`${request.who}: ${place(url)} redirects to ${next ? next.origin : 'no address'}`, { hint });
      }
      url = next;
    }
  }

  async #once(request: ScmRequest): Promise<ScmResponse> {
    const { timeoutMs = this.#options.timeoutMs } = request;
    const dispatcher = this.#connections.to(request.trust);
    try {
      const response = await dispatcher.request({
        origin: request.url.origin,
        path: `${request.url.pathname}${request.url.search}`,
        method: request.method ?? 'GET',
        headers: { 'user-agent': 'wheelhouse', ...request.headers },
        body: request.body ?? null,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = await boundedText(response.body, this.#options.maxBodyBytes, request);
      return {
        status: response.statusCode,
        headers: response.headers,
        body,
        next: nextQuery(header(response.headers, 'link')),
      };
    } catch (error) {
      if (error instanceof ScmError) throw error;
      throw unreachable(request, timeoutMs, error);
    }
  }
}

const isGet = ({ method = 'GET' }: ScmRequest): boolean => method === 'GET';

/** Whose credentials they are, without saying them. */
const fingerprint = ({ headers, identity }: ScmRequest): string =>
  identity ?? createHash('sha256').update(JSON.stringify(headers)).digest('base64url').slice(0, 22);

const withEtag = (request: ScmRequest, { etag }: KeptAnswer): ScmRequest => ({
  ...request,
  headers: { ...request.headers, 'if-none-match': etag },
});

/** An address as it may be shown: without query. */
export const place = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

/** To the minute: a sentence that changes with each attempt would be news each time. */
function leftAlone({ who, url }: ScmRequest, ms: number, now: number): ScmError {
  const at = new Date(Math.ceil((now + ms) / 60_000) * 60_000).toISOString().slice(0, 16);
  return new ScmError(`${who}: ${url.origin} limits how often it is asked; asking again at ${at}Z`, {
    retryAfterMs: ms,
    hint: 'a token, or an own one, has a higher limit; so has a longer requeueAfterSeconds',
  });
}

function unreachable({ who, url }: ScmRequest, timeoutMs: number, cause: unknown): ScmError {
  const { name, code, message } = cause as { name?: string; code?: string; message?: string };
  const late = name === 'TimeoutError' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT';
  const why = late
    ? `did not answer within ${timeoutMs / 1000} s`
    : `cannot be reached: ${code ?? message ?? 'unknown'}`;
  const tls = /CERT|SELF_SIGNED|UNABLE_TO/.test(code ?? '');
  const hint = tls ? 'give its authority with caRef, or with the setting WHEELHOUSE_SCM_ROOT_CA' : undefined;
  return new ScmError(`${who}: ${place(url)} ${why}`, { cause, ...(hint && { hint }) });
}

async function boundedText(
  body: Dispatcher.ResponseData['body'],
  maxBytes: number,
  { who, url }: ScmRequest,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      body.destroy();
      throw new ScmError(`${who}: ${place(url)} answers with more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Only the query: what is asked stays our own address, however a proxy has rewritten theirs (RFC 8288). */
function nextQuery(link: string | undefined): string | undefined {
  if (!link || link.length > 16_384) return undefined;
  for (const part of link.split(/,(?=\s*<)/)) {
    const found = /^\s*<([^>]*)>(.*)$/.exec(part);
    if (found && /;\s*rel="?next"?/i.test(found[2]!)) return queryOf(found[1]!);
  }
  return undefined;
}

export const queryOf = (address: string): string | undefined =>
  URL.canParse(address, 'http://x') ? new URL(address, 'http://x').search : undefined;
