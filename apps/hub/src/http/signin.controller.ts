import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { systemClock, TokenBuckets, type BucketOptions } from '@wheelhouse/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_COOKIE, Sessions } from '../auth/sessions.ts';
import { RefusalCounts } from '../refusal-counts.ts';
import { cookieValue, setCookie } from './cookies.ts';

const secure = (request: FastifyRequest): boolean =>
  request.headers['x-forwarded-proto'] === 'https' || request.protocol === 'https';

/** Each attempt costs a tenth of a second of CPU, whoever makes it. Behind a proxy all have its address. */
const OF_AN_ADDRESS: BucketOptions = { perSecond: 1, burst: 50 };
const OF_ALL: BucketOptions = { perSecond: 5, burst: 100 };

@Controller('api')
export class SigninController {
  private readonly addresses = new TokenBuckets(OF_AN_ADDRESS, systemClock);
  private readonly attempts = new TokenBuckets(OF_ALL, systemClock);

  constructor(
    private readonly sessions: Sessions,
    private readonly refused: RefusalCounts,
  ) {}

  @Post('signin')
  async signIn(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { username, password } = (body ?? {}) as Record<string, unknown>;
    if (
      typeof username !== 'string' ||
      typeof password !== 'string' ||
      username.length > 200 ||
      password.length > 1000
    ) {
      await reply.code(400).send({ message: 'Send JSON: { "username": "…", "password": "…" }.' });
      return;
    }
    if (!this.addresses.take(request.ip) || !this.attempts.take('all')) {
      this.refused.add('sign_in');
      await reply.code(429).send({ message: 'Too many attempts to sign in. Wait a minute and try again.' });
      return;
    }
    const outcome = await this.sessions.signIn(username, password, new Date(Date.now()));
    if (outcome.ok) {
      await reply
        .header(
          'set-cookie',
          setCookie(SESSION_COOKIE, outcome.cookie, { maxAgeSeconds: outcome.maxAgeSeconds, secure: secure(request) }),
        )
        .code(204)
        .send();
      return;
    }
    this.refused.add('sign_in');
    if (outcome.reason === 'too-many') {
      await reply.code(429).send({ message: 'Too many wrong passwords for this name. Wait a minute and try again.' });
    } else {
      await reply.code(401).send({ message: 'The name or the password is wrong.' });
    }
  }

  @Post('signout')
  @HttpCode(204)
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const cookie = cookieValue(request.headers.cookie, SESSION_COOKIE);
    if (cookie) await this.sessions.signOut(cookie);
    await reply
      .header('set-cookie', setCookie(SESSION_COOKIE, '', { maxAgeSeconds: 0, secure: secure(request) }))
      .code(204)
      .send();
  }
}
