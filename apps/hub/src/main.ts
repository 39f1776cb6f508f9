import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeProblem } from '@wheelhouse/core-domain';
import { createLogger, type Logger } from '@wheelhouse/runtime';
import { AppModule } from './app.module.ts';
import { loadHubConfig, type HubConfig } from './config.ts';
import { httpAdapter } from './http/http-adapter.ts';
import { prepareHttp } from './http/prepare.ts';
import { Hub, openParts } from './hub.ts';
import { VERSION } from './version.ts';

/** A hub that does not end within this time is ended. */
const DRAIN_MS = 10_000;

async function main(): Promise<void> {
  const config = loadHubConfig(process.env);
  if (!config.ok) {
    for (const problem of config.error) process.stderr.write(`${describeProblem(problem)}\n`);
    process.exitCode = 2;
    return;
  }
  const logger = createLogger({ app: 'hub', level: config.value.logLevel, version: VERSION });
  const hub = new Hub(await openParts(config.value, logger));
  const app = await serve(hub, config.value);
  await hub.start();
  logger.info({ url: urlOf(app) }, 'listening');
  endOnSignal(logger, async () => {
    await app.close();
    await hub.stop();
  });
}

/** Answers from the first moment on; `/readyz` says when the work has begun. */
async function serve(hub: Hub, config: HubConfig): Promise<NestFastifyApplication> {
  const options = { rawBody: true, logger: ['error', 'warn'] as ('error' | 'warn')[] };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(hub), httpAdapter(), options);
  await prepareHttp(app);
  await app.listen(config.port, config.host);
  return app;
}

function urlOf(app: NestFastifyApplication): string {
  const address = app.getHttpServer().address();
  if (address === null || typeof address === 'string') return String(address);
  const host = ['0.0.0.0', '::'].includes(address.address) ? 'localhost' : address.address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

function endOnSignal(logger: Logger, end: () => Promise<void>): void {
  let ending = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (ending) return;
    ending = true;
    logger.info({ signal }, 'ends');
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'did not end well');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `the hub cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
