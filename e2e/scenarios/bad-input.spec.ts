import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { wordsOf } from '../world/applications.ts';
import { application, configMap, kustomization, type ApplicationContent } from '../world/content.ts';
import { textOf, type Files } from '../world/repository.ts';
import { startWorld, until, type World } from '../world/world.ts';

const PASSWORD = 'correct-horse-battery';
const gizmo = { apiVersion: 'example.com/v1', kind: 'Gizmo', metadata: { name: 'gizmo' } };
const secret = (name: string, more: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...more });

interface BadApplication {
  readonly files?: Files;
  readonly spec?: Partial<ApplicationContent>;
  /** What its conditions or its status must say: what, where, what to do. */
  readonly says: readonly RegExp[];
}

/** Applications that cannot be as they are written, by name. Their files lie in `bad/<name>`. */
const APPLICATIONS: Readonly<Record<string, BadApplication>> = {
  'broken-yaml': {
    files: { 'config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [config\n' },
    says: [/bad\/broken-yaml\/config\.yaml:[45]/],
  },
  'missing-repository': {
    spec: { repository: `https://git:${PASSWORD}@127.0.0.1:1/nowhere.git` },
    says: [/127\.0\.0\.1:1\/nowhere\.git/, /cannot read the repository: nothing answers there/, /check host and port/],
  },
  'missing-revision': {
    spec: { revision: 'v9' },
    says: [/revision "v9" is neither a branch, a tag nor a commit/, /branches: main/],
  },
  'missing-path': { spec: { path: 'bad/nowhere' }, says: [/"bad\/nowhere" is not in the repository/] },
  'path-outside': {
    spec: { path: '../elsewhere' },
    says: [/fleet\/applications\/path-outside\.yaml:\d+/, /"\.\.\/elsewhere" is no path inside the repository/],
  },
  'link-outside': {
    files: { 'README.md': 'The link is made below.' },
    spec: { path: 'bad/link-outside/link' },
    says: [/link → .*etc" leads out of the repository/],
  },
  'remote-base': {
    files: { 'kustomization.yaml': kustomization({ resources: ['https://example.com/base?ref=main'] }) },
    says: [/bad\/remote-base\/kustomization\.yaml:\d/, /the network is never read/, /copy it into the repository/],
  },
  'base-outside': {
    files: { 'kustomization.yaml': kustomization({ resources: ['../../../elsewhere'] }) },
    says: [/bad\/base-outside\/kustomization\.yaml:\d/, /leads out of the repository/],
  },
  'unknown-kind': {
    files: { 'gizmo.yaml': gizmo },
    says: [/does not know kind Gizmo in example\.com\/v1/, /install the CRD/],
  },
  'large-object': {
    files: { 'config.yaml': configMap('config', { text: 'x'.repeat(2 * 1024 * 1024) }) },
    says: [/bad\/large-object\/config\.yaml:1/, /has \d+ bytes.*1\.5 MiB/, /split it/],
  },
  'duplicate-objects': {
    files: { 'a.yaml': configMap('config'), 'b.yaml': configMap('config') },
    says: [/is there twice: in .*a\.yaml:1 and in .*b\.yaml:1/, /rename one of them/],
  },
  'bad-object-name': {
    files: { 'config.yaml': configMap('Not_A_Name') },
    says: [/bad-object-name\/config\.yaml:1/, /"Not_A_Name" is no name that Kubernetes takes/],
  },
  'bad-secret': {
    files: { 'secret.yaml': secret('bad', { data: { password: `${PASSWORD}!` } }) },
    says: [/a value in data is not base64/, /use stringData/],
  },
  'refused-secret': {
    files: { 'secret.yaml': secret('refused', { type: 'kubernetes.io/tls', stringData: { password: PASSWORD } }) },
    says: [/refused the Secret because of data\[tls\.crt\]/],
  },
  'missing-cluster': { spec: { cluster: 'devv' }, says: [/no cluster has the name "devv"/, /did you mean dev\?/] },
  'missing-project': {
    spec: { project: 'nobody' },
    says: [/missing-project\.yaml:\d+/, /there is no project "nobody"/],
  },
};

/** Files of the fleet that are wrong, and what the fleet's problems say of them. */
const FLEET: Readonly<Record<string, { readonly file: string | object | object[]; readonly says: readonly RegExp[] }>> =
  {
    'broken.yaml': { file: 'kind: Cluster\n  name: x: y\n', says: [/fleet\/broken\.yaml:[12]/] },
    'unknown-field.yaml': {
      file: {
        apiVersion: 'wheelhouse.dev/v1alpha1',
        kind: 'Cluster',
        metadata: { name: 'new' },
        spec: { timezone: 'Etc/UTC' },
      },
      says: [/fleet\/unknown-field\.yaml:\d+/, /timezone/, /timeZone/],
    },
    'bad-name.yaml': {
      file: { apiVersion: 'wheelhouse.dev/v1alpha1', kind: 'Application', metadata: { name: 'Not_A_Name' }, spec: {} },
      says: [/fleet\/bad-name\.yaml:\d+/, /Not_A_Name/],
    },
    'duplicates.yaml': {
      file: ['one', 'other'].map((description) => ({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'twice' },
        spec: { description },
      })),
      says: [/fleet\/duplicates\.yaml:\d+/, /twice is declared twice, first at fleet\/duplicates\.yaml:1/],
    },
    'rolling.yaml': {
      file: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'ApplicationSet',
        metadata: { name: 'rolling', namespace: 'argocd' },
        spec: {
          generators: [{ list: { elements: [{ a: 'b' }] } }],
          strategy: { type: 'RollingSync', rollingSync: { steps: [] } },
          template: { metadata: { name: 'x' }, spec: { project: 'default', destination: { name: 'dev' } } },
        },
      },
      says: [/fleet\/rolling\.yaml:\d+/, /rollingSync/],
    },
  };

describe('bad input', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      name: 'bad-input',
      clusters: ['dev'],
      files: (start) => ({
        'good/config.yaml': configMap('good'),
        'fleet/good.yaml': application('good', { ...start, path: 'good', cluster: 'dev' }),
      }),
    });
    await world.untilHealthy(['good'], await world.git.commit({}));
    const link = path.join(world.git.clone, 'bad', 'link-outside', 'link');
    await mkdir(path.dirname(link), { recursive: true });
    await symlink('../../../../../../etc', link);
    await world.git.commit({ ...badFiles(), ...fleetFiles(world) }, 'Break everything');
  });
  afterAll(() => world?.stop());

  /** What the application says, or the fleet of its file where no application could be made of that. */
  const told = async (name: string): Promise<string> => {
    const ofFile = (await world.fleetProblems()).filter((one) => one.startsWith(`fleet/applications/${name}.yaml:`));
    const exists = (await world.applications()).includes(name);
    return [...ofFile, ...(exists ? [wordsOf(await world.application(name))] : [])].join('\n');
  };

  it.each(Object.entries(APPLICATIONS))('%s is told where its author looks', async (name, { says }) => {
    const words = await until(`${name} to say ${says.map(String).join(' and ')}`, async () => {
      const found = await told(name);
      return says.every((one) => one.test(found)) && found;
    });
    expect(words).not.toContain(PASSWORD);
    const existing = (await world.applications()).includes(name) ? await world.application(name) : undefined;
    expect(existing?.stage).not.toBe('DONE');
  });

  it.each(Object.entries(FLEET))('fleet/%s is told among the problems of the fleet', async (_file, { says }) => {
    await until(`the fleet to say ${says.map(String).join(' and ')}`, async () =>
      (await world.fleetProblems()).some((problem) => says.every((words) => words.test(problem))),
    );
  });

  it.each([
    ['broken YAML', 'kind: [', /:\d+/],
    ['an unknown field of our own kinds', textOf(FLEET['unknown-field.yaml']!.file), /spec\.timezone.*timeZone/s],
    ['an unknown kind', textOf(gizmo), /Gizmo/],
    ['nothing', '', /there is no manifest in it/],
  ])('%s is refused by apply', async (_what, manifests, words) => {
    const mutation = 'mutation ($manifests: String!) { apply(manifests: $manifests) { name } }';
    await expect(world.hub.graphql(mutation, { manifests })).rejects.toThrow(words);
  });

  it("an unknown field of Argo CD's kinds is dropped with a warning", async () => {
    const manifests = textOf({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'typo', namespace: 'argocd' },
      spec: { sourceRepo: ['*'] },
    });
    const mutation = 'mutation ($manifests: String!) { apply(manifests: $manifests, dryRun: true) { warnings } }';
    const { apply } = await world.hub.graphql<{ apply: { warnings: string[] }[] }>(mutation, { manifests });
    expect(apply[0]!.warnings.join()).toMatch(/sourceRepo.*sourceRepos/);
  });

  it('stops nothing else', async () => {
    const commit = await world.git.commit({ 'good/config.yaml': configMap('good', { key: 'newer' }) });
    await world.untilHealthy(['good'], commit);
    expect(await world.kube('dev').get('ConfigMap', world.namespace, 'good')).toMatchObject({ data: { key: 'newer' } });
  });

  it('is told without a secret', async () => {
    const query = '{ events(first: 100) { nodes { message } } fleet { problems { message hint repository } } }';
    const told = JSON.stringify(await world.hub.graphql(query));
    const logs = path.join(world.dir, 'logs');
    const names = (await readdir(logs)).filter((file) => /hub|spoke/.test(file));
    const texts = await Promise.all(names.map((file) => readFile(path.join(logs, file), 'utf8')));
    const encoded = Buffer.from(PASSWORD).toString('base64').replace(/=+$/, '');
    for (const text of [told, ...texts]) {
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(encoded);
    }
  });
});

function badFiles(): Files {
  const files = Object.entries(APPLICATIONS).flatMap(([name, bad]) =>
    Object.entries(bad.files ?? { 'config.yaml': configMap(name) }).map(([file, content]) => [
      `bad/${name}/${file}`,
      content,
    ]),
  );
  return Object.fromEntries(files) as Files;
}

function fleetFiles({ repository, namespace }: World): Files {
  const bad = Object.entries(FLEET).map(([name, { file }]) => [`fleet/${name}`, file]);
  const applications = Object.entries(APPLICATIONS).map(([name, { spec }]) => [
    `fleet/applications/${name}.yaml`,
    application(name, { repository, path: `bad/${name}`, cluster: 'dev', namespace: `${namespace}-${name}`, ...spec }),
  ]);
  return Object.fromEntries([...bad, ...applications]) as Files;
}
