import { err, ok, type PullRequestGenerator, type ScmProviderGenerator } from '@wheelhouse/core-domain';
import {
  compileRepositoryChoice,
  type PluginRequest,
  type PullRequest,
  type PullRequestsRequest,
  type RepositoriesRequest,
  type ScmRepository,
} from '@wheelhouse/core-generate';
import { askPlugin } from './ask-plugin.ts';
import { Aws } from './aws/aws.ts';
import { AppTokens } from './github-app.ts';
import { awsRepositories } from './providers/aws-code-commit.ts';
import { azurePullRequests, azureRepositories } from './providers/azure-devops.ts';
import { bitbucketPullRequests, bitbucketRepositories } from './providers/bitbucket-cloud.ts';
import { bitbucketServerPullRequests, bitbucketServerRepositories } from './providers/bitbucket-server.ts';
import { giteaPullRequests, giteaRepositories } from './providers/gitea.ts';
import { githubPullRequests, githubRepositories } from './providers/github.ts';
import { gitlabPullRequests, gitlabRepositories } from './providers/gitlab.ts';
import type { AskPullRequests, AskRepositories, ScmContext } from './scm-context.ts';
import { ScmError } from './scm-error.ts';
import { ScmHttp } from './scm-http.ts';
import { PUBLIC_ADDRESSES, type ReferencedData, type ScmAnswer, type ScmOptions } from './scm-types.ts';

const REPOSITORIES: { readonly [K in ScmProviderGenerator['provider']]: AskRepositories } = {
  github: githubRepositories,
  gitlab: gitlabRepositories,
  gitea: giteaRepositories,
  bitbucketServer: bitbucketServerRepositories,
  azureDevOps: azureRepositories,
  bitbucket: bitbucketRepositories,
  awsCodeCommit: awsRepositories,
};

const PULL_REQUESTS: { readonly [K in PullRequestGenerator['provider']]: AskPullRequests } = {
  github: githubPullRequests,
  gitlab: gitlabPullRequests,
  gitea: giteaPullRequests,
  bitbucketServer: bitbucketServerPullRequests,
  bitbucket: bitbucketPullRequests,
  azuredevops: azurePullRequests,
};

/** Asks providers and plugins what generators want to know. Every question is asked; how old an answer may be is for the caller. */
export class ScmProviders {
  readonly #http: ScmHttp;
  readonly #shared: Omit<ScmContext, 'data'>;

  constructor(options: ScmOptions) {
    const { clock, allowedProviders, rootCa, aws = NO_AWS } = options;
    const { timeoutMs = 30_000, maxBodyBytes = 16 * MIB, cacheBytes = 64 * MIB } = options;
    const http = (this.#http = new ScmHttp({ clock, rootCa, timeoutMs, maxBodyBytes, cacheBytes }));
    this.#shared = {
      http,
      allowed: allowedProviders,
      addresses: { ...PUBLIC_ADDRESSES, ...options.addresses },
      appTokens: new AppTokens(http, clock),
      aws: new Aws(http, clock, aws),
    };
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  /** The branches of the repositories that the request's filters may take. */
  async repositories(request: RepositoriesRequest, data: ReferencedData): Promise<ScmAnswer<readonly ScmRepository[]>> {
    const { provider, config, cloneProtocol, filters } = request;
    const choice = compileRepositoryChoice(filters);
    if (!choice.ok) return err({ problems: choice.error });
    return answered(async () => {
      const ask = REPOSITORIES[provider as keyof typeof REPOSITORIES];
      const found = await ask(config, { cloneProtocol, choice: choice.value }, { ...this.#shared, data });
      if (found) return found;
      throw new ScmError(`${provider}: there is no such organization`, {
        hint: 'or the credentials may not see it: providers do not tell the two apart',
      });
    });
  }

  /** The open pull requests; `missing`: there is no such repository. */
  async pullRequests(
    { provider, config }: PullRequestsRequest,
    data: ReferencedData,
  ): Promise<ScmAnswer<readonly PullRequest[] | 'missing'>> {
    const ask = PULL_REQUESTS[provider as keyof typeof PULL_REQUESTS];
    return answered(async () => (await ask(config, { ...this.#shared, data })) ?? 'missing');
  }

  /** The `output.parameters` of the plugin's answer. */
  async plugin(request: PluginRequest, data: ReferencedData): Promise<ScmAnswer<readonly unknown[]>> {
    return answered(() => askPlugin(request, this.#http, data));
  }
}

const MIB = 1024 * 1024;
const NO_AWS = {
  env: { AWS_EC2_METADATA_DISABLED: 'true' },
  readFile: (): Promise<string> => Promise.reject(new Error('there are no files')),
};

/** What is no `ScmError` is a mistake of ours. */
async function answered<T>(ask: () => Promise<T>): Promise<ScmAnswer<T>> {
  try {
    return ok(await ask());
  } catch (error) {
    if (!(error instanceof ScmError)) throw error;
    const { problem, retryAfterMs } = error;
    return err({ problems: [problem], ...(retryAfterMs !== undefined && { retryAfterMs }) });
  }
}
