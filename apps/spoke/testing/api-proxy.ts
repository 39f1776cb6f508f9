import { once } from 'node:events';
import { Agent, createServer, request } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly isDryRun: boolean;
  readonly authorization: string;
  /** Milliseconds, monotonic. */
  readonly at: number;
}

export interface Answered extends Asked {
  readonly status: number;
  /** The API server itself answered. */
  readonly passed: boolean;
}

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterSeconds?: number;
}

/** Stands before a real API server, and answers in its place where a test wants that. */
export interface ApiProxy {
  readonly port: number;
  readonly answered: readonly Answered[];
  /** Undefined: the request passes. */
  refuse: (asked: Asked) => Refusal | undefined;
  close(): Promise<void>;
}

/** `tls`: the API server's own certificate and key, which clients trust. */
export async function startApiProxy(server: string, tls: { readonly cert: string; readonly key: string }) {
  const agent = new Agent({ keepAlive: true, ca: tls.cert });
  const answered: Answered[] = [];
  const proxy = { port: 0, answered, refuse: (_: Asked): Refusal | undefined => undefined, close };
  const listener = createServer(tls, (incoming, outgoing) => {
    const asked = askedOf(incoming);
    const refusal = proxy.refuse(asked);
    if (refusal) {
      answered.push({ ...asked, status: refusal.status, passed: false });
      return answer(outgoing, refusal);
    }
    const { method = 'GET', url = '/', headers } = incoming;
    const upstream = request(new URL(url, server), { agent, method, headers }, (response) => {
      const status = response.statusCode ?? 0;
      answered.push({ ...asked, status, passed: true });
      outgoing.writeHead(status, response.headers);
      outgoing.flushHeaders();
      response.on('error', () => outgoing.destroy()).pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  proxy.port = (listener.address() as AddressInfo).port;
  return proxy as ApiProxy;

  async function close(): Promise<void> {
    listener.close();
    listener.closeAllConnections();
    agent.destroy();
    await once(listener, 'close');
  }
}

function askedOf({ method = 'GET', url = '/', headers }: IncomingMessage): Asked {
  const { pathname, searchParams } = new URL(url, 'https://api');
  const isDryRun = searchParams.has('dryRun');
  return { method, path: pathname, isDryRun, authorization: headers.authorization ?? '', at: performance.now() };
}

/** As the API server says it. */
function answer(outgoing: ServerResponse, { status, reason, retryAfterSeconds }: Refusal): void {
  const body = { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: status, reason, message: reason };
  outgoing.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
  outgoing.end(JSON.stringify(body));
}
