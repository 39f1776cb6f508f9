import type { FastifyInstance, RouteOptions } from 'fastify';
import type { RefusalCounts } from '../refusal-counts.ts';

const KiB = 1024;
/** What is sent to all other paths is a line or two. */
const OTHERS = 64 * KiB;

/** Bytes of a request's body, by path: what is larger is refused before it is read. */
const BODY_LIMITS: Readonly<Record<string, number>> = {
  /** Manifests come in a variable; a larger text is refused by the YAML reader too. */
  '/graphql': 16 * KiB * KiB,
  /** Anybody may send one. A push is some KB for each commit; one that is larger is found by polling. */
  '/api/webhook': 2 * KiB * KiB,
  '/api/signin': 4 * KiB,
};

/** To be called before the first route is made. */
export function limitBodies(fastify: FastifyInstance, refused: RefusalCounts): void {
  fastify.addHook('onRoute', (route: RouteOptions) => {
    route.bodyLimit = BODY_LIMITS[route.url] ?? OTHERS;
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode !== 413) return payload;
    refused.add('body');
    const limit = BODY_LIMITS[request.url.split('?', 1)[0] ?? ''] ?? OTHERS;
    const message = `The body of the request is larger than ${limit} bytes: send less at a time.`;
    void reply.header('content-type', 'application/json; charset=utf-8').removeHeader('content-length');
    return JSON.stringify({ message, data: null, errors: [{ message, extensions: { code: 'TOO_LARGE' } }] });
  });
}
