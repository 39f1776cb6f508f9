import { CliError } from '../exit.ts';
import type { HubSettings } from './settings.ts';

interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** The most that the hub gives at once. */
const PAGE = 500;

interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface Filter {
  /** Of the schema: `ApplicationFilter`. */
  readonly type: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Codes that mean that the hub refuses, rather than that the input is wrong. */
const refusals = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'INTERNAL']);

/** Asks the hub; what it refuses, and what cannot be reached, ends the command. */
export class HubClient {
  readonly url: string;
  readonly #token: string;

  constructor({ url, token }: HubSettings) {
    this.url = url;
    this.#token = token;
  }

  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const answer = await this.#post<T>({ query, variables });
    const error = answer.errors?.[0];
    if (error)
      throw new CliError(
        refusals.has(error.extensions?.code ?? '') ? 3 : 2,
        answer.errors!.map(({ message }) => message).join('\n'),
      );
    if (!answer.data)
      throw new CliError(3, `${this.url} gave no answer that can be understood: is it a Wheelhouse hub?`);
    return answer.data;
  }

  /** Every node of a list, page by page. `list`: a field of the query that gives a connection, without its arguments. */
  async all<T>(list: string, fields: string, filter?: Filter): Promise<T[]> {
    const [declared, given] = filter ? [`, $filter: ${filter.type}`, ', filter: $filter'] : ['', ''];
    const query = `query ($after: String${declared}) {
      ${list}(first: ${PAGE}, after: $after${given}) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`;
    const nodes: T[] = [];
    for (let after: string | null = null; ;) {
      const answer: Record<string, Page<T>> = await this.ask(query, { after, ...(filter && { filter: filter.value }) });
      const page = answer[list]!;
      nodes.push(...page.nodes);
      if (!page.pageInfo.hasNextPage) return nodes;
      after = page.pageInfo.endCursor;
    }
  }

  async #post<T>(body: unknown): Promise<Answer<T>> {
    let response: Response;
    try {
      response = await fetch(`${this.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      const cause = (error as Error).cause;
      const reason =
        cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : (error as Error).message;
      throw new CliError(3, `The hub at ${this.url} cannot be reached: ${reason}.`, { cause: error });
    }
    return (await response.json().catch(() => ({}))) as Answer<T>;
  }
}
