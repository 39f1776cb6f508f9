import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Of a whole request, in ms: who sends a byte a minute holds no connection. */
const REQUEST_TIMEOUT_MS = 60_000;
/** How often Node.js looks for requests that take too long, in ms. */
const LOOK_MS = 10_000;

/** The hub's HTTP server: a request that has not come in whole after `timeoutMs` is answered with 408, and its connection ends. */
export const httpAdapter = (timeoutMs = REQUEST_TIMEOUT_MS, lookMs = LOOK_MS): FastifyAdapter =>
  new FastifyAdapter({
    requestTimeout: timeoutMs,
    // Node.js takes the longer one of the two as the time of the whole request.
    http: { headersTimeout: timeoutMs, connectionsCheckingInterval: lookMs },
  });
