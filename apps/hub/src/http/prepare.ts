import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Sessions } from '../auth/sessions.ts';
import { EDGE_CONFIG, type EdgeConfig } from '../edge-tokens.ts';
import type { MercuriusPlugin } from 'mercurius';
import { refuseCostly, refuseCostlySubscription, refuseLong } from '../graphql/cost.ts';
import { edgeError } from '../graphql/errors.ts';
import { GraphqlOptions, type ConnectionContext } from '../graphql/graphql-options.ts';
import { beginSubscription } from '../graphql/socket-limits.ts';
import { RefusalCounts } from '../refusal-counts.ts';
import { limitBodies } from './body-limits.ts';
import { Gate } from './gate.ts';
import { servePages } from './pages.ts';

/**
 * What must be on the Fastify instance before it listens: the gate in front of every route, the pages, the local admin.
 * Create the application with `{ rawBody: true }`: the webhook's signature covers the raw body.
 */
export async function prepareHttp(app: NestFastifyApplication): Promise<void> {
  const config = app.get<EdgeConfig>(EDGE_CONFIG);
  const gate = app.get(Gate);
  const fastify = app.getHttpAdapter().getInstance();
  limitBodies(fastify as never, app.get(RefusalCounts));
  fastify.addHook('onRequest', (request, reply) => gate.check(request, reply));
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return;
    if (app.get(GraphqlOptions, { strict: false }).sockets.opens(request.raw.socket)) return;
    await reply
      .code(503)
      .header('retry-after', '10')
      .send({ message: 'Too many connections wait to begin: try again soon.' });
  });
  // An answer other than the upgrade leaves the connection open, and nobody else would ever look at it again.
  fastify.addHook('onResponse', async (request) => {
    if (request.headers.upgrade !== undefined) request.raw.socket.destroySoon();
  });
  await servePages(fastify as never, config.dashboardFolder);
  await app.init();
  // Not a validation rule: those are cached by query, and the cost depends on the variables.
  const { graphql } = fastify as unknown as { graphql: MercuriusPlugin };
  graphql.addHook('preParsing', async (_schema, source) => refuseLong(source));
  graphql.addHook('preExecution', async (_schema, document, _context, variables) => refuseCostly(document, variables));
  limitSubscriptions(graphql);
  await app.get(Sessions).ensureAdmin({ password: config.adminPassword, token: config.adminToken });
}

function limitSubscriptions(graphql: MercuriusPlugin): void {
  graphql.addHook('preSubscriptionParsing', async (_schema, source, context, id) => {
    refuseLong(source);
    beginSubscription((context as unknown as ConnectionContext).subscriptions, id);
  });
  graphql.addHook('preSubscriptionExecution', async (_schema, document, context, id) => {
    const { ids } = (context as unknown as ConnectionContext).subscriptions;
    // Mercurius takes a parsed document too, which no hook saw before this one.
    if (!ids.has(id)) throw edgeError('INVALID_ARGUMENT', 'Send the query of a subscription as text.');
    refuseCostlySubscription(document);
  });
  graphql.addHook('onSubscriptionEnd', async (context, id) => {
    (context as unknown as ConnectionContext).subscriptions.ids.delete(id);
  });
}
