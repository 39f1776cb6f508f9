import { http } from '../services/http.ts';

/** GraphQL with the admin's token. Throws with the first error's sentence. */
export async function graphql<T>(hub: HubAddress, query: string, variables: object = {}): Promise<T> {
  const { status, text } = await http(`${hub.url}/graphql`, {
    method: 'POST',
    token: hub.token,
    body: { query, variables },
    timeoutMs: 10_000,
  });
  const answer = parse(text);
  const [error] = answer?.errors ?? [];
  if (error) throw new Error(error.message);
  if (status !== 200 || !answer?.data) throw new Error(`the hub answers ${status}: ${text.slice(0, 200)}`);
  return answer.data as T;
}

export interface HubAddress {
  readonly url: string;
  readonly token: string;
}

function parse(text: string): { data?: unknown; errors?: { message: string }[] } | undefined {
  try {
    return JSON.parse(text) as { data?: unknown; errors?: { message: string }[] };
  } catch {
    return undefined;
  }
}
