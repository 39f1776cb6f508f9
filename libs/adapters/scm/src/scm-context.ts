import type { ScmHttp } from './scm-http.ts';
import { checkedAddress } from './api-address.ts';
import { ScmClient } from './scm-client.ts';
import { TRUSTED } from './connections.ts';
import type { Credentials } from './credentials.ts';
import type { Trust } from './connections.ts';
import type { AppTokens } from './github-app.ts';
import type { Aws } from './aws/aws.ts';
import { ScmError } from './scm-error.ts';
import type { PublicAddresses, ReferencedData } from './scm-types.ts';
import type { PullRequest, RepositoryChoice, ScmRepository } from '@wheelhouse/core-generate';
import type { z } from 'zod';

/** What providers share. */
export interface ScmContext {
  readonly http: ScmHttp;
  readonly data: ReferencedData;
  readonly allowed: readonly string[];
  readonly addresses: PublicAddresses;
  readonly appTokens: AppTokens;
  readonly aws: Aws;
}

/** Asks a provider for repositories; the choice says which are worth it. Undefined: there is no such organization. */
export type AskRepositories = (
  config: unknown,
  options: { readonly cloneProtocol: string; readonly choice: RepositoryChoice },
  context: ScmContext,
) => Promise<readonly ScmRepository[] | undefined>;

/** Asks a provider for pull requests. Undefined: there is no such repository. */
export type AskPullRequests = (config: unknown, context: ScmContext) => Promise<readonly PullRequest[] | undefined>;

/** The address of an API: the one that is named, if it may be asked, else the public one. */
export const addressOf = (who: string, api: string | undefined, fallback: string, { allowed }: ScmContext): string =>
  api ? checkedAddress(who, api, allowed) : fallback;

export const clientOf = (
  { http }: ScmContext,
  options: {
    readonly who: string;
    readonly base: string;
    readonly credentials: Credentials;
    readonly headers?: Readonly<Record<string, string>>;
    readonly trust?: Trust;
  },
): ScmClient =>
  new ScmClient({
    http,
    who: options.who,
    base: options.base,
    headers: { accept: 'application/json', ...options.headers, ...options.credentials.headers },
    trust: options.trust ?? TRUSTED,
    secrets: options.credentials.secrets,
    credentials: options.credentials.said,
  });

/** What is below a provider's name. It was checked when the set was parsed; a template may have changed it since. */
export function configOf<T>(who: string, schema: z.ZodType<T>, config: unknown): T {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ScmError(`${who}: ${issue?.path.join('.') ?? 'config'} is not what it should be: ${issue?.message ?? ''}`);
}

/** By what is asked for; SSH where nothing is. */
export function cloneUrl(
  who: string,
  protocol: string,
  urls: Readonly<Record<string, string | null | undefined>>,
): string {
  const wanted = protocol === '' ? 'ssh' : protocol;
  if (!Object.hasOwn(urls, wanted))
    throw new ScmError(`${who}: cloneProtocol is ${JSON.stringify(protocol.slice(0, 40))}`, {
      hint: `one of ${Object.keys(urls).join(', ')}`,
    });
  return urls[wanted] ?? '';
}

export const noLabels = (labels: readonly string[], wanted: readonly string[], excluded: readonly string[]): boolean =>
  !wanted.every((one) => labels.includes(one)) || excluded.some((one) => labels.includes(one));
