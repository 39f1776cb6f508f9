import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Sessions } from '../auth/sessions.ts';
import { EDGE_CONFIG, type EdgeConfig } from '../edge-tokens.ts';
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
  await app.get(Sessions).ensureAdmin({ password: config.adminPassword, token: config.adminToken });
}
