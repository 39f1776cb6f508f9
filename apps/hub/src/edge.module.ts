import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.ts';
import { GraphqlModule } from './graphql/graphql.module.ts';
import { CalendarController } from './http/calendar.controller.ts';
import { HealthController } from './http/health.controller.ts';
import { SigninController } from './http/signin.controller.ts';
import { WebhookController } from './webhook/webhook.controller.ts';

/**
 * Everything that people and programs reach: GraphQL, sign-in, webhook, health. It asks the hub only through the use
 * cases, which a global module provides together with `READ` and `EDGE_CONFIG`.
 */
@Module({
  imports: [AuthModule, GraphqlModule],
  controllers: [CalendarController, HealthController, SigninController, WebhookController],
})
export class EdgeModule {}
