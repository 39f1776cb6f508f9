import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EDGE_CONFIG, type EdgeConfig } from '../edge-tokens.ts';
import { RefusalCounts } from '../refusal-counts.ts';
import { Refresher } from '../use-cases.ts';
import { parsePush, signatureMatches } from './push-event.ts';

/** Answers 202 after checking the signature and naming (repository, ref); the fetch itself happens later. */
@Controller('api')
export class WebhookController {
  constructor(
    @Inject(EDGE_CONFIG) private readonly config: EdgeConfig,
    private readonly refresher: Refresher,
    private readonly refused: RefusalCounts,
  ) {}

  @Post('webhook')
  async push(@Req() request: FastifyRequest & { rawBody?: Buffer }, @Res() reply: FastifyReply): Promise<void> {
    const secret = this.config.webhookSecret;
    if (!secret)
      return void (await reply
        .code(403)
        .send({ message: 'No webhook secret is configured: set WHEELHOUSE_WEBHOOK_SECRET.' }));
    if (!request.rawBody || !signatureMatches(request.headers, request.rawBody, secret)) {
      this.refused.add('webhook');
      return void (await reply.code(401).send({ message: 'The signature does not match the webhook secret.' }));
    }
    const push = parsePush(request.body);
    if (!push) return void (await reply.code(202).send({ message: 'Not a push: nothing to do.' }));
    const { known } = await this.refresher.repositoryChanged(push.urls, push.ref);
    await reply.code(202).send({ message: known ? 'Looking.' : 'No source uses this repository.' });
  }
}
