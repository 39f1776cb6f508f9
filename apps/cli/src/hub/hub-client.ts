import { CliError } from '../exit.ts';
import type { HubSettings } from './settings.ts';

interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
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
