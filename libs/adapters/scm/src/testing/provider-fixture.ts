import type { Answerer, ProviderReply } from './provider-server.ts';
import type { World } from './world.ts';

/** One provider's API as it is published, over a world; and how a set names it. */
export interface ProviderFixture {
  /** Where its descriptions and examples are, and when they were read. */
  readonly source: string;
  readonly answer: (world: World) => Answerer;
  readonly notFound: ProviderReply;
  /** What the provider says where the token is wrong. */
  readonly unauthorized: ProviderReply;
  readonly repositories?: {
    readonly provider: string;
    readonly config: (origin: string, organization: string) => Readonly<Record<string, unknown>>;
    /** The field that leaves archived repositories out, where there is one; `default`: they are left out anyway. */
    readonly archived: Readonly<Record<string, unknown>> | 'default' | 'never';
    readonly hasLabels: boolean;
    /** A branch has no commit. */
    readonly withoutCommits?: boolean;
    /** As `repository_id` has it. */
    readonly idOf?: (id: number) => string;
    readonly urls: { readonly '': string; readonly https: string };
  };
  readonly pullRequests?: {
    readonly provider: string;
    readonly config: (origin: string, repository: string) => Readonly<Record<string, unknown>>;
    readonly hasLabels: boolean;
    /** The labels of a set are asked of the provider, or compared here. */
    readonly filtersLabels: boolean;
  };
  /** A wish to be left alone for 90 s. */
  readonly limited: ProviderReply;
}

/** The token of every fixture. */
export const TOKEN = 'tok-7f3a9c';
export const tokenRef = { secretName: 'scm', key: 'token' };
