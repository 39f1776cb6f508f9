import { z } from 'zod';
import { withoutSlash } from '../api-address.ts';
import { basic, basicAuth, bearerToken, eitherCredentials, secretKeyRef, tokenCredentials } from '../credentials.ts';
import { listRepositories, type FoundRepository } from '../list-repositories.ts';
import { addressOf, clientOf, cloneUrl, configOf, type AskPullRequests, type AskRepositories } from '../scm-context.ts';
import { segment, segments } from '../scm-client.ts';

const scmConfig = z.object({
  owner: z.string(),
  user: z.string(),
  appPasswordRef: secretKeyRef.optional(),
  allBranches: z.boolean().default(false),
});
const pullConfig = z.object({
  owner: z.string(),
  repo: z.string(),
  api: z.string().optional(),
  basicAuth: basicAuth.optional(),
  bearerToken: bearerToken.optional(),
});

/** Pages of this API hold the address of the next one. */
const pageOf = <T>(item: z.ZodType<T>) => z.object({ values: z.array(item), next: z.string().nullish() });
const PAGES = <T>(pagelen: number, more: Readonly<Record<string, string>> = {}) => ({
  query: { pagelen, ...more },
  items: (page: { readonly values: readonly T[] }) => page.values,
  next: (page: { readonly next?: string | null | undefined }) => page.next ?? undefined,
});

const repository = z.object({
  uuid: z.string(),
  slug: z.string(),
  mainbranch: z.object({ name: z.string() }).nullish(),
  links: z.object({ clone: z.array(z.object({ name: z.string(), href: z.string() })) }),
});
const branch = z.object({ name: z.string(), target: z.object({ hash: z.string() }) });
const side = z.object({ branch: z.object({ name: z.string() }), commit: z.object({ hash: z.string() }).nullish() });
const pull = z.object({
  id: z.number(),
  title: z.string(),
  author: z.object({ nickname: z.string().nullish() }).nullish(),
  source: side,
  destination: side,
});

/** `GET /repositories/{workspace}` of API version 2.0, and a branch each. It has no labels. */
export const bitbucketRepositories: AskRepositories = async (given, { cloneProtocol, choice }, context) => {
  const config = configOf('bitbucket', scmConfig, given);
  const credentials = await tokenCredentials(config.appPasswordRef, context.data, basic(config.user));
  const base = withoutSlash(context.addresses.bitbucket);
  const client = clientOf(context, { who: 'bitbucket', base, credentials });
  const at = ({ repository: slug }: FoundRepository): string =>
    `repositories/${segment(config.owner)}/${segment(slug)}`;
  return listRepositories(
    {
      list: async () => {
        const path = `repositories/${segment(config.owner)}`;
        const found = await client.pagesOf(path, pageOf(repository), PAGES(100, { role: 'member' }));
        return found?.map((one) => ({
          organization: config.owner,
          repository: one.slug,
          repositoryId: one.uuid,
          url: cloneUrl(
            'bitbucket',
            cloneProtocol,
            Object.fromEntries(one.links.clone.map(({ name, href }) => [name, href])),
          ),
          defaultBranch: one.mainbranch?.name,
          labels: [],
        }));
      },
      branches: async (one) => {
        if (config.allBranches)
          return ((await client.pagesOf(`${at(one)}/refs/branches`, pageOf(branch), PAGES(100))) ?? []).map(branchOf);
        const found = await client.find(`${at(one)}/refs/branches/${segments(one.defaultBranch!)}`, branch);
        return found ? [branchOf(found)] : [];
      },
      hasPath: async (one, { sha }, path) =>
        client.exists(`${at(one)}/src/${segment(sha)}/${segments(path)}`, { format: 'meta' }),
    },
    choice,
  );
};

/** `GET /repositories/{workspace}/{repo_slug}/pullrequests`, which gives the open ones. It has no labels. */
export const bitbucketPullRequests: AskPullRequests = async (given, context) => {
  const config = configOf('bitbucket', pullConfig, given);
  const base = addressOf('bitbucket', config.api, withoutSlash(context.addresses.bitbucket), context);
  const credentials = await eitherCredentials(config, context.data);
  const client = clientOf(context, { who: 'bitbucket', base, credentials });
  const path = `repositories/${segment(config.owner)}/${segment(config.repo)}/pullrequests`;
  const found = await client.pagesOf(path, pageOf(pull), PAGES(50));
  return found?.map((one) => ({
    number: one.id,
    title: one.title,
    branch: one.source.branch.name,
    targetBranch: one.destination.branch.name,
    headSha: one.source.commit?.hash ?? '',
    author: one.author?.nickname ?? '',
    labels: [],
  }));
};

const branchOf = ({ name, target }: z.infer<typeof branch>) => ({ branch: name, sha: target.hash });
