import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_COOKIE, Sessions } from '../auth/sessions.ts';
import { RefusalCounts } from '../refusal-counts.ts';
import type { Viewer } from '../use-cases.ts';
import { cookieValue } from './cookies.ts';

declare module 'fastify' {
  interface FastifyRequest {
    viewer?: Viewer;
  }
}

const log = new Logger('gate');

/** What answers without a session: liveness, the signed webhook, and the sign-in page with its own assets. */
const open = (path: string): boolean =>
  path === '/healthz' ||
  path === '/readyz' ||
  path === '/api/webhook' ||
  path === '/api/signin' ||
  // Its address is the secret: calendar programs send no header.
  path.startsWith('/api/calendars/') ||
  path === '/signin' ||
  path.startsWith('/signin/') ||
  path === '/favicon.svg';

const credentials = (request: FastifyRequest): { token?: string; cookie?: string } => {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const cookie = cookieValue(request.headers.cookie, SESSION_COOKIE);
  return { ...(bearer ? { token: bearer } : {}), ...(cookie ? { cookie } : {}) };
};

/** One gate in front of every route. A request that passes it carries its viewer, or is for an open path. */
@Injectable()
export class Gate {
  constructor(
    private readonly sessions: Sessions,
    private readonly refused: RefusalCounts,
  ) {}

  async viewerOf(request: FastifyRequest): Promise<Viewer | undefined> {
    const { token, cookie } = credentials(request);
    if (token) return this.sessions.byToken(token);
    return cookie ? this.sessions.byCookie(cookie) : undefined;
  }

  /** Fastify's `onRequest` hook. */
  async check(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const path = request.url.split('?', 1)[0] ?? '/';
    if (open(path)) return;
    const viewer = await this.viewerOf(request).catch((error: unknown) => {
      log.warn(`cannot tell who asks: ${error instanceof Error ? error.message : String(error)}`);
      return 'unknown' as const;
    });
    if (viewer === 'unknown') {
      const message = 'The database does not answer, so nobody can be let in. What runs goes on; try again soon.';
      await refuse(reply.header('retry-after', '5'), 503, 'UNAVAILABLE', message);
      return;
    }
    if (viewer) {
      request.viewer = viewer;
      if (!this.forged(request, path)) return;
      this.refused.add('forged_request');
      const hint = 'Send the header `X-Wheelhouse: 1` with requests that a browser session makes.';
      await refuse(reply, 403, 'FORBIDDEN', hint);
      return;
    }
    if (credentials(request).token) this.refused.add('token');
    // A program may say its token in `connection_init`: the subscription's own check refuses who does not.
    if (path === '/graphql' && request.headers.upgrade?.toLowerCase() === 'websocket') return;
    if (request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')) {
      await reply.redirect(`/signin?next=${encodeURIComponent(request.url)}`, 302);
      return;
    }
    await refuse(reply, 401, 'UNAUTHENTICATED', 'Sign in, or send `Authorization: Bearer TOKEN`.');
  }

  /** A cookie travels with requests that other sites cause; a header of ours does not. */
  private forged(request: FastifyRequest, path: string): boolean {
    const byCookie = credentials(request).token === undefined;
    return (
      byCookie &&
      request.method !== 'GET' &&
      request.method !== 'HEAD' &&
      path !== '/api/signout' &&
      request.headers['x-wheelhouse'] === undefined
    );
  }
}

const refuse = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.code(status).send({ data: null, errors: [{ message, extensions: { code } }] });
