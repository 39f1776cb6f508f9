import { err, ok, type Result } from '@wheelhouse/core-domain';
import { EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { InnerAddress, isInner, literalAddress, outerLookup } from './inner-addresses.ts';

export interface CalendarHttpOptions {
  /** Servers of the own network that may be asked: `https://calendar.example.com`; `*` is all. */
  readonly allowed: readonly string[];
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export type CalendarAnswer =
  /** It is as the version says that was asked about. */
  { readonly same: true } | { readonly same: false; readonly text: string; readonly version: string };

const REDIRECTS = 3;

/**
 * Reads iCalendar files over HTTP, bounded in time and size. Asks only servers outside of the own network, unless they are
 * allowed; a redirect leads nowhere but within the same server. No credentials are sent. Problems are sentences without the
 * address: who knows that of a private calendar may read it.
 */
export class CalendarHttp {
  readonly #allowed: readonly string[];
  readonly #timeoutMs: number;
  readonly #maxBytes: number;
  readonly #outer: Dispatcher;
  readonly #any: Dispatcher;

  constructor({ allowed, timeoutMs = 10_000, maxBytes = 1024 * 1024 }: CalendarHttpOptions) {
    this.#allowed = allowed.map((one) => one.replace(/\/+$/, ''));
    this.#timeoutMs = timeoutMs;
    this.#maxBytes = maxBytes;
    this.#outer = new EnvHttpProxyAgent({ connect: { timeout: timeoutMs, lookup: outerLookup } });
    this.#any = new EnvHttpProxyAgent({ connect: { timeout: timeoutMs } });
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#outer.destroy(), this.#any.destroy()]);
  }

  /** `version`: what an earlier answer had, or empty. */
  async read(address: string, version: string): Promise<Result<CalendarAnswer, string>> {
    let url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) return err('its url is no address of http or https');
    if (url.username || url.password) return err('its url holds a password: calendars are read without one');
    const { origin } = url;
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      for (let hops = 0; ; hops++) {
        const response = await this.#ask(url, version, signal);
        const to = [301, 302, 303, 307, 308].includes(response.statusCode) ? one(response.headers['location']) : '';
        if (!to) return await this.#answer(response, origin);
        leave(response.body);
        url = URL.canParse(to, url.href) ? new URL(to, url.href) : undefined;
        if (url?.origin !== origin || hops === REDIRECTS)
          return err(`${origin} redirects to ${url?.origin ?? 'no address'}: name that address, if it is meant`);
      }
    } catch (error) {
      return err(`${origin} ${this.#words(error)}`);
    }
  }

  #ask(url: URL, version: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const free = this.#allowed.includes('*') || this.#allowed.includes(url.origin);
    const literal = literalAddress(url);
    if (!free && literal && isInner(literal)) throw new InnerAddress(literal);
    return (free ? this.#any : this.#outer).request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: {
        ...{ 'user-agent': 'wheelhouse', accept: 'text/calendar, */*;q=0.5' },
        ...(version && { 'if-none-match': version }),
      },
      ...{ headersTimeout: this.#timeoutMs, bodyTimeout: this.#timeoutMs, signal },
    });
  }

  async #answer(
    { statusCode, headers, body }: Dispatcher.ResponseData,
    origin: string,
  ): Promise<Result<CalendarAnswer, string>> {
    if (statusCode === 304) return ok({ same: true });
    if (statusCode !== 200) {
      leave(body);
      return err(`${origin} answers with ${statusCode}`);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > this.#maxBytes) {
        leave(body);
        return err(`${origin} answers with more than ${this.#maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
    return ok({ same: false, text: Buffer.concat(chunks).toString('utf8'), version: one(headers['etag']) });
  }

  #words(error: unknown): string {
    if (error instanceof InnerAddress)
      return `can not be asked: ${error.message}; an admin adds it to WHEELHOUSE_ALLOWED_CALENDARS, if it is meant`;
    const { name, code, message } = error as { name?: string; code?: string; message?: string };
    const late = name === 'TimeoutError' || code?.endsWith('TIMEOUT');
    return late ? `did not answer within ${this.#timeoutMs / 1000} s` : `can not be reached: ${code ?? message}`;
  }
}

const one = (header: string | string[] | undefined): string => (Array.isArray(header) ? header[0]! : (header ?? ''));

/** What is not read is ended, which the body takes for an error. */
const leave = (body: Dispatcher.ResponseData['body']): void => void body.on('error', () => {}).destroy();
