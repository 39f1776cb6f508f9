import { signedHeaders } from '../../aws/aws-signature.ts';
import { PAGE, type ProviderQuestion, type ProviderReply } from '../provider-server.ts';
import { TOKEN, type ProviderFixture } from '../provider-fixture.ts';
import type { World, WorldRepository } from '../world.ts';

const DOCS = 'https://docs.aws.amazon.com';
export const ACCESS_KEY_ID = 'AKIAEXAMPLE';

const failure = (name: string, message: string, status = 400): ProviderReply => ({
  status,
  json: { __type: name, message },
});

const metadataOf = (one: WorldRepository) => ({
  accountId: 'acme',
  repositoryId: `id-${one.id}`,
  repositoryName: one.name,
  cloneUrlHttp: `https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/${one.name}`,
  cloneUrlSsh: `ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/${one.name}`,
  Arn: `arn:aws:codecommit:eu-west-1:acme:${one.name}`,
  ...(Object.keys(one.branches).length > 0 && { defaultBranch: one.defaultBranch }),
});

/** The next page's token is a number here. */
function pageOf<T>(items: readonly T[], token: unknown): { readonly items: readonly T[]; readonly next?: string } {
  const start = Number(token ?? 0);
  return {
    items: items.slice(start, start + PAGE),
    ...(start + PAGE < items.length && { next: String(start + PAGE) }),
  };
}

type Input = Readonly<Record<string, string>>;
type Operation = (input: Input, world: World, repository: WorldRepository | undefined) => ProviderReply;

const missing = failure('RepositoryDoesNotExistException', 'there is no such repository');

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'CodeCommit_20150413.ListRepositories': (input, world) => {
    const { items, next } = pageOf(world.repositories, input['nextToken']);
    const repositories = items.map((one) => ({ repositoryId: `id-${one.id}`, repositoryName: one.name }));
    return { json: { repositories, nextToken: next } };
  },
  'CodeCommit_20150413.GetRepository': (_input, _world, one) =>
    one ? { json: { repositoryMetadata: metadataOf(one) } } : missing,
  'CodeCommit_20150413.ListBranches': (input, _world, one) => {
    if (!one) return missing;
    const { items, next } = pageOf(Object.keys(one.branches), input['nextToken']);
    return { json: { branches: items, nextToken: next } };
  },
  'CodeCommit_20150413.GetFolder': (input, _world, one) => {
    if (!one) return missing;
    const folder = (input['folderPath'] ?? '').replace(/^\//, '');
    const within = one.files.filter((file) => file.split('/').slice(0, -1).join('/') === folder);
    if (folder !== '' && within.length === 0) return failure('FolderDoesNotExistException', folder);
    const files = within.map((file) => ({ absolutePath: file, relativePath: file.split('/').at(-1), blobId: '0' }));
    return { json: { commitId: '0', folderPath: folder, files, subFolders: [], subModules: [], symbolicLinks: [] } };
  },
  'ResourceGroupsTaggingAPI_20170126.GetResources': (input, world) => {
    const [filter] = input['TagFilters'] as unknown as [{ readonly Values?: readonly string[] }];
    const tagged = world.repositories.filter(({ labels }) => (filter.Values ?? []).some((one) => labels.includes(one)));
    const { items, next = '' } = pageOf(tagged, input['PaginationToken']);
    const ResourceTagMappingList = items.map((one) => ({ ResourceARN: metadataOf(one).Arn, Tags: [] }));
    return { json: { ResourceTagMappingList, PaginationToken: next } };
  },
};

/** The same signature over what came, with our own code: that itself is held against AWS's published example. */
function isSigned({ headers, body, origin }: ProviderQuestion): boolean {
  const said = headers.authorization ?? '';
  const service = /\/([a-z]+)\/aws4_request/.exec(said)?.[1] ?? '';
  const date = String(headers['x-amz-date'] ?? '');
  const at = date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
  const again = signedHeaders(
    {
      method: 'POST',
      url: new URL(origin),
      headers: { 'content-type': headers['content-type']!, 'x-amz-target': String(headers['x-amz-target']) },
      body,
    },
    { accessKeyId: ACCESS_KEY_ID, secretAccessKey: TOKEN, sessionToken: undefined },
    { service, region: 'eu-west-1', now: Date.parse(at) },
  );
  return again['authorization'] === said;
}

/** The JSON protocol, version 1.1, of CodeCommit (2015-04-13) and the tagging API (2017-01-26). */
export const awsCodeCommit: ProviderFixture = {
  source: `${DOCS}/codecommit/latest/APIReference, ${DOCS}/resourcegroupstagging/latest/APIReference; aws/aws-sdk-go models/apis/codecommit/2015-04-13/api-2.json 7bbe417; read 2026-11-21`,
  notFound: failure('UnknownOperationException', ''),
  unauthorized: failure('InvalidSignatureException', 'The request signature we calculated does not match.'),
  limited: { status: 503, headers: { 'retry-after': '90' }, json: { __type: 'ServiceUnavailable' } },
  repositories: {
    provider: 'awsCodeCommit',
    config: () => ({ region: 'eu-west-1' }),
    archived: 'never',
    hasLabels: false,
    withoutCommits: true,
    idOf: (id) => `id-${id}`,
    urls: {
      '': 'ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web',
      https: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web',
    },
  },
  answer: (world) => (question) => {
    if (!isSigned(question)) return awsCodeCommit.unauthorized;
    const operation = OPERATIONS[String(question.headers['x-amz-target'])];
    const input = JSON.parse(question.body) as Input;
    const repository = world.repositories.find((one) => one.name === input['repositoryName']);
    return operation?.(input, world, repository);
  },
};
