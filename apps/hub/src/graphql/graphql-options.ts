import { Inject, Injectable } from '@nestjs/common';
import type { GqlOptionsFactory } from '@nestjs/graphql';
import type { MercuriusDriverConfig } from '@nestjs/mercurius';
import type { Sql } from '@wheelhouse/adapter-postgres';
import type { FastifyRequest } from 'fastify';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { Sessions } from '../auth/sessions.ts';
import { READ } from '../edge-tokens.ts';
import { LiveViews, type Viewer } from '../use-cases.ts';
import { createContext, type RequestContext } from './context.ts';
import { costRule } from './cost.rule.ts';
import { edgeError } from './errors.ts';

const MAX_DEPTH = 12;

interface Connected {
  readonly viewer?: Viewer;
}

/** A browser says where its page came from; a page of another site may not open our socket with the visitor's cookie. */
const sameOrigin = (request: FastifyRequest): boolean => {
  const origin = request.headers.origin;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.headers.host);
};

const tokenOf = (payload: Record<string, unknown> | undefined): string | undefined => {
  const text = payload?.['token'] ?? payload?.['Authorization'] ?? payload?.['authorization'];
  return typeof text === 'string' ? text.replace(/^Bearer /i, '') : undefined;
};

/** Mercurius on Fastify: the schema from code, one context per request, bounds on depth and cost. */
@Injectable()
export class GraphqlOptions implements GqlOptionsFactory<MercuriusDriverConfig> {
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
      validationRules: ({ variables }: { variables?: Record<string, unknown> }) => [costRule(variables ?? {})],
      context: (request: FastifyRequest): RequestContext => this.contextFor(request.viewer, { cache: true }),
      errorFormatter: (execution: ExecutionResult) => ({
        statusCode: 200,
        response: { data: execution.data ?? null, errors: execution.errors?.map(worded) } as ExecutionResult,
      }),
      subscription: {
        fullWsTransport: false,
        context: (_connection: unknown, request: FastifyRequest) =>
          request.viewer && sameOrigin(request) ? { viewer: request.viewer } : {},
        onConnect: (data: { payload?: Record<string, unknown>; context?: Connected }) => this.connect(data),
      },
    } as unknown as Omit<MercuriusDriverConfig, 'driver'>;
  }

  private async connect(data: {
    payload?: Record<string, unknown>;
    context?: Connected;
  }): Promise<RequestContext | false> {
    const token = tokenOf(data.payload);
    const viewer = token ? await this.sessions.byToken(token) : data.context?.viewer;
    return viewer ? this.contextFor(viewer, { cache: false }) : false;
  }

  private contextFor(viewer: Viewer | undefined, options: { cache: boolean }): RequestContext {
    if (!viewer) throw edgeError('UNAUTHENTICATED', 'Sign in, or send `Authorization: Bearer TOKEN`.');
    return createContext(this.sql, this.live, viewer, options);
  }
}

/** Errors of ours carry a code and a sentence; of anything unforeseen only its class goes out, the rest is in the log. */
function worded(error: GraphQLError): GraphQLError {
  const original = error.originalError;
  if (error.extensions?.['code'] !== undefined) return error;
  const code = original && !(original instanceof GraphQLError) ? 'INTERNAL' : 'INVALID_QUERY';
  const message = code === 'INTERNAL' ? 'The hub could not do this; its log says why.' : error.message;
  return new GraphQLError(message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    path: error.path,
    extensions: { code },
  });
}
