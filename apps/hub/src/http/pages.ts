import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const CONTENT_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

/** Serves the built dashboard: hashed assets for ever, pages never cached, and every page's URL gives the one page. */
export async function servePages(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (!folder || !existsSync(path.join(folder, 'index.html'))) {
    app.get('/', (_request, reply) =>
      reply.type('text/plain').send('The dashboard is not built. The API is at /graphql.'),
    );
    return;
  }
  app.addHook('onSend', async (_request, reply) => {
    void reply
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'same-origin')
      .header('content-security-policy', CONTENT_POLICY);
  });
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: setCaching,
  });
  const page = (name: string) => (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('cache-control', 'no-cache').sendFile(name);
  app.get('/', page('index.html'));
  app.get('/signin', page('signin.html'));
  // The pages have their own routes: every other address that a browser asks for is theirs, also to say that it is none.
  app.get('/*', (request, reply) => {
    const wanted = (request.headers.accept ?? '').includes('text/html');
    if (wanted) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    return reply.code(404).send({ message: `There is nothing at ${request.url}.` });
  });
}

function setCaching(
  reply: { setHeader?: (name: string, value: string) => unknown; header?: (name: string, value: string) => unknown },
  file: string,
): void {
  const value = /\/(assets|signin)\/.+-[\w-]{8,}\.\w+$/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache';
  if (reply.setHeader) reply.setHeader('cache-control', value);
  else reply.header?.('cache-control', value);
}
