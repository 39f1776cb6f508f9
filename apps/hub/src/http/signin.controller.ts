import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_COOKIE, Sessions } from '../auth/sessions.ts';
import { RefusalCounts } from '../refusal-counts.ts';
import { cookieValue, setCookie } from './cookies.ts';

const secure = (request: FastifyRequest): boolean =>
  request.headers['x-forwarded-proto'] === 'https' || request.protocol === 'https';

@Controller('api')
export class SigninController {
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
