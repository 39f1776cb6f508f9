import { describeProblem, type ScmFilter } from '@wheelhouse/core-domain';
import type { ScmRepository } from '@wheelhouse/core-generate';
import { manualClock, type ManualClock } from '@wheelhouse/runtime';
import { ScmProviders } from './scm-providers.ts';
import type { ReferencedData, ScmAnswer } from './scm-types.ts';
import {
  ACCESS_KEY_ID,
  awsCodeCommit,
  azureDevOps,
  bitbucketCloud,
  bitbucketServer,
  gitea,
  github,
  gitlab,
  ProviderServer,
  sha,
  TOKEN,
  WORLD,
  type ProviderFixture,
} from './testing/index.ts';

const FIXTURES: readonly (readonly [string, ProviderFixture])[] = Object.entries({
  github,
  gitlab,
  gitea,
  bitbucketServer,
  bitbucketCloud,
  azureDevOps,
  awsCodeCommit,
});
const WITH_PULLS = FIXTURES.filter(([, { pullRequests }]) => pullRequests);

const dataWith = (token: string): ReferencedData => ({
  secret: async (name) => (name === 'scm' ? { token } : undefined),
  configMap: async () => undefined,
});
const DATA = dataWith(TOKEN);
const filter = (one: Partial<ScmFilter>): ScmFilter => ({ pathsExist: [], pathsDoNotExist: [], ...one });

let server: ProviderServer;
let providers: ScmProviders;
let clock: ManualClock;
let fixture: ProviderFixture;

/** A pause between two attempts is over at once; everything else waits for the hand of the clock. */
const pausing = (one: ManualClock): ManualClock => ({ ...one, sleep: () => Promise.resolve() });

async function begin(given: ProviderFixture, token = TOKEN): Promise<void> {
  fixture = given;
  server = new ProviderServer(given.answer(WORLD), given.notFound);
  const origin = await server.start();
  clock = manualClock('2026-11-21T12:00:00Z');
  providers = new ScmProviders({
    clock: pausing(clock),
    allowedProviders: [origin, `${origin}/2.0`],
    timeoutMs: 2_000,
    addresses: { bitbucket: `${origin}/2.0` },
    aws: {
      env: { AWS_ACCESS_KEY_ID: ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: token, AWS_ENDPOINT_URL: origin },
      readFile: () => Promise.reject(new Error('no files')),
    },
  });
}
afterEach(async () => {
  await providers.close();
  await server.stop();
});

interface Asked {
  readonly more?: Readonly<Record<string, unknown>>;
  readonly filters?: readonly ScmFilter[];
  readonly cloneProtocol?: string;
  readonly organization?: string;
  readonly data?: ReferencedData;
}

function repositories(asked: Asked = {}): Promise<ScmAnswer<readonly ScmRepository[]>> {
  const { provider, config } = fixture.repositories!;
  const { more, filters = [], cloneProtocol = '', organization = WORLD.organization, data = DATA } = asked;
  const request = { provider, config: { ...config(server.origin, organization), ...more }, cloneProtocol, filters };
  return providers.repositories(request, data);
}

const pulls = (asked: Pick<Asked, 'more' | 'data'> & { readonly repository?: string } = {}) => {
  const { provider, config } = fixture.pullRequests!;
  const request = { provider, config: { ...config(server.origin, asked.repository ?? 'web'), ...asked.more } };
  return providers.pullRequests(request, asked.data ?? DATA);
};

function found<T>(answer: ScmAnswer<T>): T {
  if (!answer.ok) throw new Error(answer.error.problems.map(describeProblem).join('\n'));
  return answer.value;
}
const names = (all: readonly ScmRepository[]): string[] => all.map((one) => `${one.repository}@${one.branch}`).sort();
async function listed(asked?: Asked): Promise<string[]> {
  return names(found(await repositories(asked)));
}
function refused(answer: ScmAnswer<unknown>): string {
  if (answer.ok) throw new Error(`an answer: ${JSON.stringify(answer.value)}`);
  return answer.error.problems.map(describeProblem).join('\n');
}

describe.each(FIXTURES)('the repositories of %s', (_name, given) => {
  beforeEach(() => begin(given));

  const unlessLeftOut = (): string[] => (given.repositories!.archived === 'default' ? [] : ['old@main']);

  it('are those of all pages, each with its default branch; an empty one has none', async () => {
    expect(await listed()).toEqual(['api@main', 'docs@trunk', ...unlessLeftOut(), 'web@main']);
  });
  it('are what the API says of them', async () => {
    const { hasLabels, withoutCommits, idOf = String, urls } = given.repositories!;
    const [web] = found(await repositories({ filters: [filter({ repositoryMatch: '^web$' })] }));
    expect(web).toEqual({
      organization: 'acme',
      repository: 'web',
      repositoryId: idOf(1),
      url: urls[''],
      branch: 'main',
      sha: withoutCommits ? '' : sha('1'),
      labels: hasLabels ? ['shop', 'eu'] : [],
      paths: [],
    });
    const [again] = found(await repositories({ cloneProtocol: 'https' })).filter((one) => one.repository === 'web');
    expect(again!.url).toBe(urls.https);
  });
  it('come with every branch where all are wanted', async () => {
    const more = { allBranches: true };
    expect(await listed({ more, filters: [filter({ branchMatch: '^(main|feature/x)$' })] })).toEqual([
      'api@main',
      ...unlessLeftOut(),
      'web@feature/x',
      'web@main',
    ]);
  });
  it('say which of the paths they have, files and folders alike', async () => {
    const filters = [filter({ pathsExist: ['k8s/', 'k8s/app.yaml'] }), filter({ pathsDoNotExist: ['skip'] })];
    const all = found(await repositories({ filters }));
    const pathsOf = Object.fromEntries(all.map((one) => [one.repository, one.paths]));
    expect(pathsOf).toMatchObject({ web: ['k8s', 'k8s/app.yaml'], api: ['k8s', 'k8s/app.yaml', 'skip'], docs: [] });
  });
  it('have their root, and nothing above it', async () => {
    const filters = [filter({ repositoryMatch: 'web', pathsExist: ['.', '../k8s', 'k8s/../../x'] })];
    expect(found(await repositories({ filters })).map(({ paths }) => paths)).toEqual([['.']]);
  });
  it('are not looked at any closer where a filter leaves them out by name', async () => {
    await listed({ filters: [filter({ repositoryMatch: '^web$', pathsExist: ['k8s'] })] });
    if (given !== awsCodeCommit)
      expect(server.asked.filter((one) => /(\/|0)(docs|3)\/./.test(one.split('?')[0]!))).toEqual([]);
    // The pages of the list, the labels, the branch and the path.
    expect(server.asked.length).toBeLessThanOrEqual(6);
  });
  it('are not archived where those are left out', async () => {
    const { archived } = given.repositories!;
    if (typeof archived === 'string') return;
    expect(await listed({ more: archived })).toEqual(['api@main', 'docs@trunk', 'web@main']);
  });
  it('are refused to a wrong token, which nobody is told', async () => {
    await providers.close();
    await server.stop();
    await begin(given, 'tok-wrong');
    const message = refused(await repositories({ data: dataWith('tok-wrong') }));
    expect(message).toMatch(
      given === awsCodeCommit ? /InvalidSignatureException/ : /answers (401|203).*key token of the Secret scm/s,
    );
    expect(message).not.toContain('tok-wrong');
  });
  it('are asked for again only once the provider wants to be asked', async () => {
    server.always = given.limited;
    const first = await repositories();
    expect(first).toMatchObject({ ok: false, error: { retryAfterMs: 90_000 } });
    expect(refused(first)).toMatch(/limits how often it is asked; asking again at 2026-11-21T12:02Z/);
    const before = server.asked.length;
    await clock.advance(30_000);
    expect(await repositories()).toMatchObject({ ok: false, error: { retryAfterMs: 60_000 } });
    expect(server.asked.length).toBe(before);
    server.always = undefined;
    await clock.advance(60_000);
    expect(await listed()).toContain('web@main');
  });
  it('are asked for again where a gateway fails in passing', async () => {
    server.instead.push({ status: 502, text: '<html>Bad Gateway</html>' });
    expect(await listed()).toContain('web@main');
  });
  it('are an error where something else answers', async () => {
    server.always = { text: '<html>Welcome</html>' };
    expect(refused(await repositories())).toMatch(
      given === awsCodeCommit
        ? /answered with something else/
        : /does not answer with JSON \(is http.* the address of its API\?\)/,
    );
    server.always = { json: { hello: ['world'] } };
    if (given !== awsCodeCommit)
      expect(refused(await repositories())).toMatch(/answers with something else than was asked/);
  });
  it('are an error where there is no such organization', async () => {
    if (given === awsCodeCommit) return;
    expect(refused(await repositories({ organization: 'nobody' }))).toMatch(/there is no such organization/);
  });
});

describe.each(FIXTURES.filter(([, one]) => one !== awsCodeCommit))('answers of %s that it confirms', (_name, given) => {
  beforeEach(() => begin(given));

  it('are not sent again, and say the same', async () => {
    const first = found(await repositories());
    const questions = server.asked.length;
    const bodies = server.confirmed;
    expect(found(await repositories())).toEqual(first);
    const again = server.asked.length - questions;
    // What was no answer (an empty repository) is no answer again.
    expect(server.confirmed - bodies).toBeGreaterThanOrEqual(again - 1);
  });
});

describe.each(WITH_PULLS)('the pull requests of %s', (_name, given) => {
  beforeEach(() => begin(given));

  it('are the open ones of all pages, with what the API says of them', async () => {
    const { hasLabels } = given.pullRequests!;
    const all = found(await pulls());
    expect(all).toEqual(
      WORLD.pulls.map((one) => ({
        number: one.number,
        title: one.title,
        branch: one.branch,
        targetBranch: one.target,
        headSha: one.sha,
        author: 'ann',
        labels: hasLabels ? one.labels : [],
      })),
    );
  });
  it('have all of the labels that are asked for', async () => {
    if (!given.pullRequests!.filtersLabels) return;
    const numbers = async (labels: string[]) => {
      const all = found(await pulls({ more: { labels } }));
      return all === 'missing' ? all : all.map(({ number }) => number);
    };
    expect(await numbers(['preview'])).toEqual([7, 8]);
    expect(await numbers(['wip', 'preview'])).toEqual([8]);
    expect(await numbers(['nobody has it'])).toEqual([]);
  });
  it('are missing where there is no such repository', async () => {
    expect(found(await pulls({ repository: 'gone' }))).toBe('missing');
  });
  it('are an error where the server fails, not missing', async () => {
    server.always = { status: 500, json: { message: 'we are sorry' } };
    expect(refused(await pulls())).toMatch(/answers 500: we are sorry/);
  });
});
