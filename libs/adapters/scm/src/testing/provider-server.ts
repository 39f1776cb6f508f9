import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProviderQuestion {
  readonly method: string;
  /** Decoded, without the base of the API. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Of this server. */
  readonly origin: string;
}

export interface ProviderReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Instead of JSON. */
  readonly text?: string;
}

/** Undefined: there is no such thing, said as this provider says it. */
export type Answerer = (question: ProviderQuestion) => ProviderReply | undefined;

/** A local server that speaks as a provider does, notes what it is asked, and can be told to misbehave. */
export class ProviderServer {
  readonly #server: Server;
  readonly #answer: Answerer;
  readonly #notFound: ProviderReply;
  /** Of each question: its path with the query. */
  readonly asked: string[] = [];
  /** How many of the answers were 304. */
  confirmed = 0;
  /** What the next questions get instead of an answer. */
  readonly instead: ProviderReply[] = [];
  /** Every question gets it, as long as it is there. */
  always: ProviderReply | undefined;
  /** It takes questions and says nothing. */
  silent = false;

  constructor(answer: Answerer, notFound: ProviderReply) {
    this.#answer = answer;
    this.#notFound = notFound;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this.origin;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.origin);
    this.asked.push(`${decodeURIComponent(url.pathname)}${url.search}`);
    if (this.silent) return;
    const question: ProviderQuestion = {
      method: request.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      origin: this.origin,
    };
    const reply = this.instead.shift() ?? this.always ?? this.#answer(question) ?? this.#notFound;
    const body = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
    const { status = 200 } = reply;
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    const headers = {
      ...(reply.text === undefined && reply.json !== undefined && { 'content-type': 'application/json' }),
      ...(status === 200 && question.method === 'GET' && { etag }),
      ...reply.headers,
    };
    if (status === 200 && request.headers['if-none-match'] === etag) {
      this.confirmed++;
      response.writeHead(304, headers).end();
    } else response.writeHead(status, headers).end(body);
  }
}

/** What a server gives at most on a page, however many it is asked for. */
export const PAGE = 2;

/** A page of items, with GitHub's, GitLab's and Gitea's `Link` to the next (RFC 8288). */
export function linkedPage({ origin, path, query }: ProviderQuestion, items: readonly unknown[]): ProviderReply {
  const page = Number(query.get('page') ?? '1');
  const following = new URLSearchParams(query);
  following.set('page', String(page + 1));
  const last = page * PAGE >= items.length;
  const link = `<${origin}${encodeURI(path)}?${following}>; rel="next", <${origin}${encodeURI(path)}?page=99>; rel="last"`;
  return { json: items.slice((page - 1) * PAGE, page * PAGE), ...(!last && { headers: { link } }) };
}
