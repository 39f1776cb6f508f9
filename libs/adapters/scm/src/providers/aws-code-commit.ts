import path from 'node:path/posix';
import { z } from 'zod';
import type { AwsSession } from '../aws/aws.ts';
import { listRepositories, type FoundRepository } from '../list-repositories.ts';
import { cloneUrl, configOf, type AskRepositories } from '../scm-context.ts';

const config = z.object({
  tagFilters: z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]),
  role: z.string().default(''),
  region: z.string().default(''),
  allBranches: z.boolean().default(false),
});
type Config = z.infer<typeof config>;

const token = z.string().nullish();
const repositories = z.object({
  repositories: z.array(z.object({ repositoryName: z.string() })),
  nextToken: token,
});
const resources = z.object({
  ResourceTagMappingList: z.array(z.object({ ResourceARN: z.string() })),
  PaginationToken: token,
});
const repository = z.object({
  repositoryMetadata: z.object({
    accountId: z.string(),
    repositoryId: z.string(),
    repositoryName: z.string(),
    defaultBranch: z.string().nullish(),
    cloneUrlHttp: z.string().nullish(),
    cloneUrlSsh: z.string().nullish(),
  }),
});
const branches = z.object({ branches: z.array(z.string()), nextToken: token });
const entries = z.array(z.object({ relativePath: z.string().nullish() })).nullish();
const folder = z.object({ subModules: entries, subFolders: entries, files: entries, symbolicLinks: entries });

/**
 * CodeCommit's `ListRepositories`, or those that the tagging API finds; then `GetRepository` of each. As in Argo CD the
 * organization is the account, and no branch has a commit: each would be a call.
 * (docs.aws.amazon.com/codecommit/latest/APIReference, version 2015-04-13)
 */
export const awsRepositories: AskRepositories = async (given, { cloneProtocol, choice }, { aws }) => {
  const wanted = configOf('awsCodeCommit', config, given);
  const session = aws.session(wanted.role, wanted.region);
  return listRepositories(
    {
      list: async () => {
        const found: FoundRepository[] = [];
        for (const name of await namesOf(session, wanted)) {
          // By its name alone it can be ruled out before it is asked for.
          if (!choice.readsLabels && !choice.takesRepository({ repository: name, labels: [] })) continue;
          const one = await session.call({
            ...{ service: 'codecommit', operation: 'GetRepository', input: { repositoryName: name } },
            answer: repository,
            absent: ['RepositoryDoesNotExistException'],
          });
          if (one) found.push(foundOf(one.repositoryMetadata, cloneProtocol));
        }
        return found;
      },
      branches: async ({ repository: repositoryName, defaultBranch }) => {
        const names = wanted.allBranches ? await branchesOf(session, repositoryName) : [defaultBranch!];
        return names.map((branch) => ({ branch, sha: '' }));
      },
      hasPath: (one, { branch }, file) => hasPath(session, { repositoryName: one.repository, branch, file }),
    },
    choice,
  );
};

function foundOf(one: z.infer<typeof repository>['repositoryMetadata'], cloneProtocol: string): FoundRepository {
  const https = one.cloneUrlHttp ?? '';
  const urls = {
    ssh: one.cloneUrlSsh,
    https,
    'https-fips': https.replace('//git-codecommit.', '//git-codecommit-fips.'),
  };
  return {
    organization: one.accountId,
    repository: one.repositoryName,
    repositoryId: one.repositoryId,
    url: cloneUrl('awsCodeCommit', cloneProtocol, urls),
    defaultBranch: one.defaultBranch || undefined,
    labels: [],
  };
}

const namesOf = (session: AwsSession, { tagFilters }: Config): Promise<string[]> =>
  tagFilters.length === 0
    ? paged(async (nextToken) => {
        const call = { service: 'codecommit', operation: 'ListRepositories', input: { nextToken } } as const;
        const page = await session.call({ ...call, answer: repositories });
        return [(page?.repositories ?? []).map((one) => one.repositoryName), page?.nextToken];
      })
    : paged(async (PaginationToken) => {
        const input = {
          ResourceTypeFilters: ['codecommit:repository'],
          TagFilters: joined(tagFilters),
          PaginationToken,
        };
        const page = await session.call({ service: 'tagging', operation: 'GetResources', input, answer: resources });
        // arn:aws:codecommit:region:account:name
        const names = (page?.ResourceTagMappingList ?? []).map((one) => one.ResourceARN.split(':').slice(5).join(':'));
        return [names.filter((name) => name !== ''), page?.PaginationToken];
      });

const branchesOf = (session: AwsSession, repositoryName: string): Promise<string[]> =>
  paged(async (nextToken) => {
    const input = { repositoryName, nextToken };
    const page = await session.call({ service: 'codecommit', operation: 'ListBranches', input, answer: branches });
    return [page?.branches ?? [], page?.nextToken];
  });

async function paged(
  ask: (token: string | undefined) => Promise<readonly [readonly string[], string | null | undefined]>,
): Promise<string[]> {
  const found: string[] = [];
  let next: string | null | undefined;
  do {
    const [names, following] = await ask(next ?? undefined);
    found.push(...names);
    next = following;
  } while (next);
  return found;
}

/** Filters of one key are one filter with several values. */
function joined(filters: Config['tagFilters']): readonly object[] {
  const byKey = Map.groupBy(filters, ({ key }) => key);
  return [...byKey].map(([Key, those]) => {
    const Values = those.map(({ value }) => value).filter((value) => value !== '');
    return { Key, ...(Values.length > 0 && { Values }) };
  });
}

/** The folder around it is asked for: asking for a file would fetch it. */
async function hasPath(
  session: AwsSession,
  { repositoryName, branch, file }: { repositoryName: string; branch: string; file: string },
): Promise<boolean> {
  const absolute = `/${file}`;
  const found = await session.call({
    service: 'codecommit',
    operation: 'GetFolder',
    input: { repositoryName, commitSpecifier: branch, folderPath: path.dirname(absolute) },
    answer: folder,
    absent: ['RepositoryDoesNotExistException', 'CommitDoesNotExistException', 'FolderDoesNotExistException'],
  });
  if (!found) return false;
  const all = [found.subModules, found.subFolders, found.files, found.symbolicLinks].flatMap((one) => one ?? []);
  return all.some(({ relativePath }) => relativePath === path.basename(absolute));
}
