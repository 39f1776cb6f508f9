import type { z } from 'zod';
import { ScmError } from './scm-error.ts';
import { place, queryOf, type ScmHttp, type ScmResponse } from './scm-http.ts';
import type { Trust } from './connections.ts';

export interface ScmClientOptions {
  readonly http: ScmHttp;
  readonly who: string;
  /** Of the API; paths are below it. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly trust: Trust;
  /** What must not be seen by anybody, whatever an answer holds. */
  readonly secrets: readonly string[];
  /** Where the credentials come from, for hints. */
  readonly credentials: string;
  readonly timeoutMs?: number | undefined;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** More would be a loop: with a hundred things on a page this is a million. */
const MAX_PAGES = 10_000;

/** Questions to one API with one identity; each answer is read by a schema. */
export class ScmClient {
  readonly #options: ScmClientOptions;

  constructor(options: ScmClientOptions) {
    this.#options = options;
  }

  /** Undefined where there is no such thing (404), or nothing in it (204). */
  async find<T>(path: string, schema: z.ZodType<T>, query: Query = {}): Promise<T | undefined> {
    const url = this.#url(path, query);
    const response = await this.#ask(url);
    return [404, 204].includes(response.status) ? undefined : this.#read(url, this.#good(url, response), schema);
  }

  async get<T>(path: string, schema: z.ZodType<T>, query: Query = {}): Promise<T> {
    const url = this.#url(path, query);
    return this.#read(url, this.#good(url, await this.#ask(url)), schema);
  }

  /** Whether there is such a thing; what it is does not matter. */
  async exists(path: string, query: Query = {}): Promise<boolean> {
    const url = this.#url(path, query);
    const response = await this.#ask(url);
    if (response.status === 404) return false;
    this.#good(url, response);
    return true;
  }

  /** All items of all pages, which `Link` tells; undefined where there is no such thing. */
  async pages<T>(path: string, item: z.ZodType<T[]>, query: Query = {}): Promise<T[] | undefined> {
    return this.#paged(path, item, query, (_page, response) => response.next);
  }

  /** All items of all pages; `next` says the query of the page after one. */
  async pagesOf<P, T>(
    path: string,
    page: z.ZodType<P>,
    options: {
      readonly query?: Query;
      readonly items: (page: P) => readonly T[];
      readonly next: (page: P) => Query | string | undefined;
    },
  ): Promise<T[] | undefined> {
    const { query = {}, items, next } = options;
    const found = await this.#paged<P>(
      path,
      page.transform((one) => [one]),
      query,
      ([one]) => {
        const following = next(one!);
        if (typeof following === 'string') return queryOf(following);
        return following && this.#url(path, { ...query, ...following }).search;
      },
    );
    return found?.flatMap((one) => [...items(one)]);
  }

  async post<T>(path: string, schema: z.ZodType<T>, body: unknown): Promise<T> {
    const url = this.#url(path, {});
    const { http, who, headers, trust, timeoutMs } = this.#options;
    const withType = { ...headers, 'content-type': 'application/json' };
    const response = await http.ask({
      ...{ who, url, trust, headers: withType, ...(timeoutMs !== undefined && { timeoutMs }) },
      method: 'POST',
      body: JSON.stringify(body),
    });
    return this.#read(url, this.#good(url, response), schema);
  }

  async #paged<T>(
    path: string,
    schema: z.ZodType<T[]>,
    query: Query,
    next: (items: readonly T[], response: ScmResponse) => string | undefined,
  ): Promise<T[] | undefined> {
    const found: T[] = [];
    const seen = new Set<string>();
    for (let url = this.#url(path, query); seen.size < MAX_PAGES;) {
      seen.add(url.search);
      const response = await this.#ask(url);
      if (response.status === 404 && seen.size === 1) return undefined;
      const items = this.#read(url, this.#good(url, response), schema);
      found.push(...items);
      const search = next(items, response);
      if (search === undefined || search === '') return found;
      url = new URL(url);
      url.search = search;
      if (seen.has(url.search)) throw new ScmError(`${this.#options.who}: the pages of ${place(url)} go in a circle`);
    }
    throw new ScmError(`${this.#options.who}: ${this.#options.base}/${path} has more than ${MAX_PAGES} pages`);
  }

  #url(path: string, query: Query): URL {
    const url = new URL(`${this.#options.base}/${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return url;
  }

  #ask(url: URL): Promise<ScmResponse> {
    const { http, who, headers, trust } = this.#options;
    return http.ask({ who, url, headers, trust });
  }

  #good(url: URL, response: ScmResponse): ScmResponse {
    if (response.status >= 200 && response.status < 300 && response.status !== 203) return response;
    throw this.#refusal(url, response);
  }

  #read<T>(url: URL, response: ScmResponse, schema: z.ZodType<T>): T {
    const { who } = this.#options;
    let json: unknown;
    try {
      json = JSON.parse(response.body);
    } catch {
      throw new ScmError(`${who}: ${place(url)} does not answer with JSON`, { hint: this.#apiHint() });
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = issue && issue.path.length > 0 ? ` (${issue.path.join('.')}: ${issue.message})` : '';
    throw new ScmError(`${who}: ${place(url)} answers with something else than was asked for${where}`, {
      hint: this.#apiHint(),
    });
  }

  #apiHint = (): string => `is ${this.#options.base} the address of its API?`;

  #refusal(url: URL, response: ScmResponse): ScmError {
    const { who, credentials } = this.#options;
    const said = this.#said(response.body);
    // Azure DevOps answers 203 with a page to sign in; Microsoft documents it for tokens that are over.
    const unknown = [401, 203].includes(response.status);
    const hint = unknown
      ? `check ${credentials}`
      : response.status === 403
        ? `what may ${credentials} read?`
        : undefined;
    return new ScmError(`${who}: ${place(url)} answers ${response.status}${said ? `: ${said}` : ''}`, {
      ...(hint && { hint }),
    });
  }

  /** The sentence of an answer in JSON, without secrets and not long. */
  #said(body: string): string | undefined {
    const sentence = sentenceOf(body);
    if (!sentence) return undefined;
    const clean = this.#options.secrets.reduce((text, one) => (one ? text.replaceAll(one, '…') : text), sentence);
    return clean.replace(/\s+/g, ' ').slice(0, 200);
  }
}

function sentenceOf(body: string): string | undefined {
  if (body.length > 65_536 || !body.trimStart().startsWith('{')) return undefined;
  try {
    const { message, error, errors } = JSON.parse(body) as Record<string, unknown>;
    const first = Array.isArray(errors) ? (errors[0] as { message?: unknown } | undefined)?.message : undefined;
    const nested = (error as { message?: unknown } | null | undefined)?.message;
    return [message, nested, error, first].find((one) => typeof one === 'string');
  } catch {
    return undefined;
  }
}

/** One segment of a path. A name that would leave it is none. */
export function segment(text: string): string {
  if (text === '' || text === '.' || text === '..') throw new ScmError(`${JSON.stringify(text)} is no name`);
  return encodeURIComponent(text);
}
/** A path with its slashes. */
export const segments = (path: string): string => path.split('/').map(segment).join('/');
