import { z } from 'zod';
import { bitbucketServerBase } from '../api-address.ts';
import { basicAuth, bearerToken, eitherCredentials, trustFields, trustOf } from '../credentials.ts';
import { listRepositories, type FoundRepository } from '../list-repositories.ts';
import {
  addressOf,
  clientOf,
  cloneUrl,
  configOf,
  type AskPullRequests,
  type AskRepositories,
  type ScmContext,
} from '../scm-context.ts';
import { segment, segments, type Query, type ScmClient } from '../scm-client.ts';

const identity = {
  api: z.string(),
  basicAuth: basicAuth.optional(),
  bearerToken: bearerToken.optional(),
  ...trustFields,
};
const scmConfig = z.object({ project: z.string(), allBranches: z.boolean().default(false), ...identity });
const pullConfig = z.object({ project: z.string(), repo: z.string(), ...identity });

/** Pages of this API say where the next one starts. */
const pageOf = <T>(item: z.ZodType<T>) =>
  z.object({ values: z.array(item), isLastPage: z.boolean().nullish(), nextPageStart: z.number().nullish() });
const valuesOf = <T>(page: { readonly values: readonly T[] }): readonly T[] => page.values;
const startOf = (page: { isLastPage?: boolean | null; nextPageStart?: number | null }): Query | undefined =>
  page.isLastPage === false && typeof page.nextPageStart === 'number' ? { start: page.nextPageStart } : undefined;

const repository = z.object({
  id: z.number(),
  slug: z.string(),
  name: z.string(),
  project: z.object({ key: z.string() }),
  links: z.object({ clone: z.array(z.object({ name: z.string(), href: z.string() })).nullish() }).nullish(),
});
const branch = z.object({ displayId: z.string(), latestCommit: z.string() });
const pull = z.object({
  id: z.number(),
  title: z.string(),
  author: z.object({ user: z.object({ name: z.string() }) }).nullish(),
  fromRef: branch,
  toRef: z.object({ displayId: z.string() }),
});

interface ServerRepository extends FoundRepository {
  readonly at: string;
}

/** `GET /projects/{key}/repos` of API version 1.0, and the default branch of each. */
export const bitbucketServerRepositories: AskRepositories = async (given, { cloneProtocol, choice }, context) => {
  const config = configOf('bitbucketServer', scmConfig, given);
  const client = await serverClient(config, context);
  return listRepositories<ServerRepository>(
    {
      list: async () => {
        const found = await client.pagesOf(`projects/${segment(config.project)}/repos`, pageOf(repository), PAGES());
        return found?.map((one) => {
          const href = (name: string) => one.links?.clone?.find((link) => link.name === name)?.href;
          return {
            at: `projects/${segment(one.project.key)}/repos/${segment(one.slug)}`,
            organization: one.project.key,
            repository: one.name,
            repositoryId: String(one.id),
            url: cloneUrl('bitbucketServer', cloneProtocol, { ssh: href('ssh'), https: href('http') }),
            // It is not in the list; asking for it says that there is none.
            defaultBranch: '',
            labels: [],
          };
        });
      },
      branches: async ({ at }) =>
        config.allBranches
          ? ((await client.pagesOf(`${at}/branches`, pageOf(branch), PAGES())) ?? []).map(branchOf)
          : defaultBranch(client, at),
      hasPath: async ({ at }, one, path) =>
        client.exists(`${at}/browse/${segments(path)}`, { at: `refs/heads/${one.branch}`, type: true }),
    },
    choice,
  );
};

/** `GET /projects/{key}/repos/{slug}/pull-requests`, which gives the open ones. It has no labels. */
export const bitbucketServerPullRequests: AskPullRequests = async (given, context) => {
  const config = configOf('bitbucketServer', pullConfig, given);
  const client = await serverClient(config, context);
  const path = `projects/${segment(config.project)}/repos/${segment(config.repo)}/pull-requests`;
  const found = await client.pagesOf(path, pageOf(pull), PAGES());
  return found?.map((one) => ({
    number: one.id,
    title: one.title,
    branch: one.fromRef.displayId,
    targetBranch: one.toRef.displayId,
    headSha: one.fromRef.latestCommit,
    author: one.author?.user.name ?? '',
    labels: [],
  }));
};

const PAGES = <T>() => ({
  query: { limit: 100 },
  items: valuesOf<T>,
  next: startOf,
});

const branchOf = ({ displayId, latestCommit }: z.infer<typeof branch>) => ({ branch: displayId, sha: latestCommit });

/** An empty repository has none: 404, or 204 without a body. */
async function defaultBranch(client: ScmClient, at: string) {
  const found = await client.find(`${at}/branches/default`, branch);
  return found ? [branchOf(found)] : [];
}

async function serverClient(config: z.infer<z.ZodObject<typeof identity>>, context: ScmContext): Promise<ScmClient> {
  const base = bitbucketServerBase(addressOf('bitbucketServer', config.api, '', context));
  const credentials = await eitherCredentials(config, context.data);
  const trust = await trustOf(config, context.data);
  return clientOf(context, { who: 'bitbucketServer', base, credentials, trust });
}
