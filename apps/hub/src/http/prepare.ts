import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Sessions } from '../auth/sessions.ts';
import { EDGE_CONFIG, type EdgeConfig } from '../edge-tokens.ts';
import type { MercuriusPlugin } from 'mercurius';
import { refuseCostly } from '../graphql/cost.ts';
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
  fastify.addHook('onRequest', (request, reply) => gate.check(request, reply));
  await servePages(fastify as never, config.dashboardFolder);
  await app.init();
  // Not a validation rule: those are cached by query, and the cost depends on the variables.
  const { graphql } = fastify as unknown as { graphql: MercuriusPlugin };
  graphql.addHook('preExecution', async (_schema, document, _context, variables) => refuseCostly(document, variables));
  await app.get(Sessions).ensureAdmin({ password: config.adminPassword, token: config.adminToken });
}
