import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { WindowFeeds } from '../window-use-cases.ts';

/** The openings of a project for calendar programs, which can send no header: the token is in the address. */
@Controller('api')
export class CalendarController {
  constructor(private readonly feeds: WindowFeeds) {}

  @Get('calendars/:file')
  async read(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const token = /^([\w-]{1,100})\.ics$/.exec(file)?.[1];
    const text = token === undefined ? undefined : await this.feeds.byToken(token);
    // An address is a secret: nobody in between keeps it or what it answers, or hears of it.
    void reply.header('cache-control', 'private, no-store').header('referrer-policy', 'no-referrer');
    if (text === undefined) return void (await reply.code(404).send({ message: 'There is no such calendar.' }));
    await reply.type('text/calendar; charset=utf-8').send(text);
  }
}
