import { createClient as createSocket } from 'graphql-ws';
import { Client, fetchExchange, mapExchange, subscriptionExchange, type CombinedError } from 'urql';
import { cache } from './cache.ts';
import { connection } from './connection.ts';
import { goToSignin } from './signin-path.ts';

/** Close codes of `graphql-transport-ws` that mean: no session. Trying again would not help. */
const refused = new Set([4401, 4403]);

const socket = createSocket({
  url: () => `${location.origin.replace(/^http/, 'ws')}/graphql`,
  lazy: false,
  keepAlive: 10_000,
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: (event) => !(event instanceof CloseEvent && refused.has(event.code)),
  retryWait: (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 500 * 2 ** Math.min(tries, 5)))),
  onNonLazyError: () => undefined,
  on: {
    connected: connection.opened,
    closed: (event) => {
      connection.closed();
      if (event instanceof CloseEvent && refused.has(event.code)) goToSignin();
    },
  },
});

const unauthenticated = (error: CombinedError): boolean =>
  (error.response as Response | undefined)?.status === 401 ||
  error.graphQLErrors.some((each) => each.extensions.code === 'UNAUTHENTICATED');

/** Of a network error only "could not be reached" is the dashboard's business; the rest are the API's own sentences. */
export const client = new Client({
  url: '/graphql',
  preferGetMethod: false,
  // The header is what a form on another site cannot send: the hub asks for it on every mutation.
  fetchOptions: { headers: { 'x-wheelhouse': '1' }, credentials: 'same-origin' },
  requestPolicy: 'cache-and-network',
  exchanges: [
    mapExchange({ onError: (error) => unauthenticated(error) && goToSignin() }),
    cache(),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({
          unsubscribe: socket.subscribe(
            { query: query ?? '', variables },
            sink as Parameters<typeof socket.subscribe>[1],
          ),
        }),
      }),
    }),
  ],
});
