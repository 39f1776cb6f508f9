import { Inject, Injectable, Logger } from '@nestjs/common';
import type { GqlOptionsFactory } from '@nestjs/graphql';
import type { MercuriusDriverConfig } from '@nestjs/mercurius';
import type { Sql } from '@wheelhouse/adapter-postgres';
import type { FastifyRequest } from 'fastify';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Socket } from 'node:net';
import { Sessions } from '../auth/sessions.ts';
import { READ } from '../edge-tokens.ts';
import { LiveViews, type Viewer } from '../use-cases.ts';
import { createContext, type RequestContext } from './context.ts';
import { edgeError } from './errors.ts';
import { SocketLimits, type OpenSubscriptions } from './socket-limits.ts';

const MAX_DEPTH = 12;

interface Connected {
  readonly viewer?: Viewer;
  readonly socket?: Socket;
}

/** What a connection's resolvers and hooks get. */
export type ConnectionContext = RequestContext & { readonly subscriptions: OpenSubscriptions };

/** A browser says where its page came from; a page of another site may not open our socket with the visitor's cookie. */
const sameOrigin = (request: FastifyRequest): boolean => {
  const origin = request.headers.origin;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.headers.host);
};

type Payload = Record<string, unknown> | undefined;

const tokenOf = (payload: Payload): string | undefined => {
  const text = payload?.['token'] ?? payload?.['Authorization'] ?? payload?.['authorization'];
  return typeof text === 'string' ? text.replace(/^Bearer /i, '') : undefined;
};

/** Mercurius calls it on its connection, and tells only there what `context` gave for the upgrade's request. */
const onConnect = (connect: (payload: Payload, connected: Connected) => Promise<ConnectionContext | false>) =>
  function (this: { context: Connected }, data: { payload?: Record<string, unknown> }) {
    return connect(data.payload, this.context);
  };

/** Mercurius on Fastify: the schema from code, one context per request, bounds on depth and cost. */
@Injectable()
export class GraphqlOptions implements GqlOptionsFactory<MercuriusDriverConfig> {
  readonly sockets = new SocketLimits();

  constructor(
    @Inject(READ) private readonly sql: Sql,
    private readonly live: LiveViews,
    private readonly sessions: Sessions,
  ) {}

  createGqlOptions(): Omit<MercuriusDriverConfig, 'driver'> {
    return {
      autoSchemaFile: true,
      sortSchema: true,
      path: '/graphql',
      graphiql: false,
      jit: 1,
      queryDepth: MAX_DEPTH,
      context: (request: FastifyRequest): RequestContext => this.contextFor(request.viewer, { cache: true }),
      errorFormatter: (execution: ExecutionResult) => ({
        statusCode: execution.errors?.some(isTooLarge) ? 413 : 200,
        response: { data: execution.data ?? null, errors: execution.errors?.flatMap(worded) } as ExecutionResult,
      }),
      subscription: {
        fullWsTransport: false,
        context: (_connection: unknown, request: FastifyRequest): Connected => {
          const { socket } = request.raw;
          return request.viewer && sameOrigin(request) ? { socket, viewer: request.viewer } : { socket };
        },
        onConnect: onConnect((payload, connected) => this.connect(payload, connected)),
      },
    } as unknown as Omit<MercuriusDriverConfig, 'driver'>;
  }

  private async connect(payload: Payload, connected: Connected): Promise<ConnectionContext | false> {
    const token = tokenOf(payload);
    const { socket } = connected;
    const viewer = token ? await this.sessions.byToken(token) : connected.viewer;
    if (!viewer || !socket || !this.sockets.admits(socket, viewer.name)) return false;
    return { ...this.contextFor(viewer, { cache: false }), subscriptions: { ids: new Set() } };
  }

  private contextFor(viewer: Viewer | undefined, options: { cache: boolean }): RequestContext {
    if (!viewer) throw edgeError('UNAUTHENTICATED', 'Sign in, or send `Authorization: Bearer TOKEN`.');
    return createContext(this.sql, this.live, viewer, options);
  }
}

const log = new Logger('graphql');

/** What Mercurius throws for a document that is not valid: the findings are inside. */
const findings = (original: unknown): readonly GraphQLError[] | undefined => {
  const { code, errors } = (original ?? {}) as { code?: unknown; errors?: readonly GraphQLError[] };
  return typeof code === 'string' && code.startsWith('MER_') ? (errors ?? []) : undefined;
};

/** Fastify's, for a body above its route's limit: it comes here too, and `limitBodies` words it. */
const isTooLarge = ({ originalError }: GraphQLError): boolean =>
  (originalError as { code?: unknown } | undefined)?.code === 'FST_ERR_CTP_BODY_TOO_LARGE';

/** Errors of ours carry a code and a sentence; of anything unforeseen nothing goes out, the log has it. */
function worded(error: GraphQLError): GraphQLError[] {
  if (error.extensions?.['code'] !== undefined) return [error];
  const original = error.originalError;
  const invalid = findings(original);
  if (invalid?.length) return invalid.map((one) => coded(one, 'INVALID_QUERY', one.message));
  if (isTooLarge(error)) return [];
  if (!original || invalid || original instanceof GraphQLError) return [coded(error, 'INVALID_QUERY', error.message)];
  log.error(original.stack ?? original.message);
  return [coded(error, 'INTERNAL', 'The hub could not do this; its log says why.')];
}

const coded = (error: GraphQLError, code: string, message: string): GraphQLError =>
  new GraphQLError(message, { ...(error.nodes ? { nodes: error.nodes } : {}), path: error.path, extensions: { code } });
