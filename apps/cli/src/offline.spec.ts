/** The commands that run without a hub, as a person runs them: on files, with a real git and the real kustomize. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { binary } from '@wheelhouse/tools';
import { main } from './main.ts';

const DEMO = path.resolve(import.meta.dirname, '../../../tools/demo');
const REPOSITORY = 'https://git.example.com/demo.git';

let folder: string;

interface Ran {
  code: number;
  out: string;
  err: string;
}

async function run(...argv: string[]): Promise<Ran> {
  const ran = { code: 0, out: '', err: '' };
  const streams = {
    out: (text: string) => void (ran.out += `${text}\n`),
    err: (text: string) => void (ran.err += `${text}\n`),
  };
  ran.code = await main(argv, { streams, cwd: folder, env: {}, kustomize: () => binary('kustomize') });
  return ran;
}

const write = async (name: string, text: string): Promise<string> => {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'wh-cli-'));
  await cp(DEMO, path.join(folder, 'demo'), { recursive: true });
  for (const name of ['my-api', 'baseline', 'infrastructure']) {
    const file = path.join(folder, 'demo/applicationsets', `${name}.yaml`);
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('${REPOSITORY}', REPOSITORY));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const set = (name: string) => path.join(folder, 'demo/applicationsets', `${name}.yaml`);
const names = ({ out }: Ran) =>
  (JSON.parse(out) as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);

describe('appset generate', () => {
  const SPEC = `spec: { project: default, source: { repoURL: u, path: . }, destination: { name: dev } }`;
  const setOf = (generators: string, name: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: combined }
spec:
  goTemplate: true
  generators: ${generators}
  template:
    metadata: { name: '${name}' }
    ${SPEC}
`;

  it('runs a matrix whose children ask for more once those before them have run', async () => {
    await write('stages/dev/one/x', '');
    await write('stages/prod/two/x', '');
    const git = `{ git: { repoURL: '{{ .repo }}', directories: [{ path: 'stages/{{ .stage }}/*' }] } }`;
    const list = `{ list: { elements: [{ repo: '${REPOSITORY}', stage: dev }, { repo: '${REPOSITORY}', stage: prod }] } }`;
    const file = await write(
      'matrix.yaml',
      setOf(`[{ matrix: { generators: [${list}, ${git}] } }]`, '{{ .path.basename }}'),
    );
    const ran = await run('appset', 'generate', '-f', file, '--repo', `${REPOSITORY}=${folder}`, '-o', 'json');
    expect([ran.err, names(ran)]).toEqual(['', ['one', 'two']]);
  });

  it('lays the sets of a merge over each other', async () => {
    const children =
      '[{ list: { elements: [{ k: a, v: x }, { k: b, v: y }] } }, { list: { elements: [{ k: b, v: z }] } }]';
    const file = await write(
      'merge.yaml',
      setOf(`[{ merge: { mergeKeys: [k], generators: ${children} } }]`, '{{ .k }}-{{ .v }}'),
    );
    const ran = await run('appset', 'generate', '-f', file, '-o', 'json');
    expect([ran.err, names(ran)]).toEqual(['', ['a-x', 'b-z']]);
  });

  it('takes the resources that name clusters from the files too', async () => {
    const clusters = await readFile(path.join(folder, 'demo/clusters/dev.yaml'), 'utf8');
    const set = setOf('[{ clusterDecisionResource: { configMapRef: ocm, name: web } }]', 'web-{{ .name }}');
    const file = await write(
      'placement.yaml',
      `${set}---
apiVersion: v1
kind: ConfigMap
metadata: { name: ocm }
data:
  apiVersion: cluster.open-cluster-management.io/v1beta1
  kind: placementdecisions
  statusListKey: decisions
  matchKey: clusterName
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: PlacementDecision
metadata: { name: web }
status: { decisions: [{ clusterName: dev }, { clusterName: gone }] }
`,
    );
    const ran = await run(
      'appset',
      'generate',
      '-f',
      file,
      '--clusters',
      await write('dev.yaml', clusters),
      '-o',
      'json',
    );
    expect([ran.err, names(ran)]).toEqual(['', ['web-dev']]);
  });

  it('reads git files, one Application for each map in them', async () => {
    await write('files/teams/a/team.json', '{"name": "a", "replicas": 1000000}');
    await write('files/teams/b/team.yaml', '- {name: b1, replicas: 1}\n- {name: b2, replicas: 2}\n');
    await write('files/teams/b/README.md', 'not a map');
    const file = await write(
      'teams.yaml',
      `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: teams }
spec:
  goTemplate: true
  generators: [{ git: { repoURL: '${REPOSITORY}', files: [{ path: '**/team.*' }] } }]
  template:
    metadata: { name: '{{.path.basename}}-{{.name}}', labels: { replicas: '{{.replicas}}' } }
    spec: { project: default, source: { repoURL: u, path: '{{.path.path}}' }, destination: { name: dev } }
`,
    );
    const stand = ['--repo', `${REPOSITORY}=${path.join(folder, 'files')}`];
    const ran = await run('appset', 'generate', '-f', file, ...stand, '-o', 'json');
    expect([ran.err, names(ran)]).toEqual(['', ['a-a', 'b-b1', 'b-b2']]);
    expect(ran.out).toContain('"replicas": "1000000"');
    const none = await run('appset', 'generate', '-f', file, ...stand, '--setting', 'newGitFileGlobbing=true');
    expect(none.code).toBe(0);
  });

  it('lists the Applications of a list, sorted by name', async () => {
    const ran = await run('appset', 'generate', '-f', set('my-api'), '-o', 'json');
    expect([ran.code, names(ran)]).toEqual([0, ['my-api-dev', 'my-api-production', 'my-api-staging']]);
  });

  it('reads clusters from files', async () => {
    const clusters = await write(
      'clusters.yaml',
      (
        await Promise.all(
          ['dev', 'staging'].map((name) => readFile(path.join(folder, 'demo/clusters', `${name}.yaml`), 'utf8')),
        )
      ).join('\n---\n'),
    );
    const ran = await run('appset', 'generate', '-f', set('baseline'), '--clusters', clusters, '-o', 'json');
    expect([ran.code, names(ran)]).toEqual([0, ['baseline-dev', 'baseline-staging']]);
  });

  it.each([
    ['a plain folder', (plain: string) => plain],
    ['a checkout', (_plain: string, checkout: string) => checkout],
    ['a bare repository', (_plain: string, _checkout: string, bare: string) => bare],
  ])('reads git directories from %s', async (_, choose) => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { stdio: 'ignore' });
    const checkout = await mkdtemp(path.join(folder, 'checkout-'));
    await cp(path.join(folder, 'demo'), checkout, { recursive: true });
    git('init', '-q', '-b', 'main', checkout);
    git('-C', checkout, 'add', '-A');
    git('-C', checkout, 'commit', '-qm', 'all');
    git('clone', '-q', '--bare', checkout, `${checkout}.git`);
    const stand = choose(path.join(folder, 'demo'), checkout, `${checkout}.git`);
    const ran = await run(
      'appset',
      'generate',
      '-f',
      set('infrastructure'),
      '--repo',
      `${REPOSITORY}=${stand}`,
      '-o',
      'json',
    );
    expect([ran.err, ran.code, names(ran)]).toEqual(['', 0, ['infrastructure-ingress', 'infrastructure-monitoring']]);
  });

  it('takes the Secret of the local cluster for the implicit one, whatever its name', async () => {
    const secret = (name: string, server: string): string => `apiVersion: v1
kind: Secret
metadata: { name: ${name}, labels: { argocd.argoproj.io/secret-type: cluster, switched: "on" } }
stringData: { name: ${name}, server: ${server} }
`;
    const clusters = await write(
      'clusters.yaml',
      [secret('hub', 'https://kubernetes.default.svc'), secret('dev', 'https://dev')].join('---\n'),
    );
    const here = setOf('[{ clusters: {} }]', 'on-{{ .name }}').replace('name: dev', "server: '{{ .server }}'");
    const file = await write('local.yaml', here);
    const ran = await run('appset', 'generate', '-f', file, '--clusters', clusters, '-o', 'json');
    expect([ran.err, names(ran)]).toEqual(['', ['on-dev', 'on-hub']]);
  });

  it('shows what the hub cannot render yet, and says that the hub leaves it out', async () => {
    const chart = `spec: { project: default, source: { repoURL: 'https://charts', chart: app, targetRevision: 1.2.3 }, destination: { name: dev } }`;
    const file = await write(
      'chart.yaml',
      setOf('[{ list: { elements: [{ k: a }] } }]', '{{ .k }}').replace(SPEC, chart),
    );
    const ran = await run('appset', 'generate', '-f', file, '-o', 'json');
    expect([ran.code, names(ran)]).toEqual([0, ['a']]);
    expect(ran.err).toMatch(/^warning: the hub leaves out a: .*spec\.source\.chart is not there yet/);
    const clusters = await write(
      'other.yaml',
      'apiVersion: wheelhouse.dev/v1alpha1\nkind: Cluster\nmetadata: { name: other }\nspec: {}',
    );
    expect(await run('appset', 'generate', '-f', file, '--clusters', clusters, '-o', 'json')).toMatchObject({
      code: 2,
      out: '[]\n',
      err: expect.stringContaining('there is no cluster "dev"'),
    });
  });

  it('says of a set that it makes nothing', async () => {
    const file = await write('nothing.yaml', setOf('[{ list: { elements: [] } }]', 'x'));
    const ran = await run('appset', 'generate', '-f', file);
    expect(ran).toMatchObject({ code: 0, out: '', err: expect.stringContaining('combined: makes no Application') });
  });

  it('prints YAML that kubectl takes for the same', async () => {
    const labels = `labels: { state: '{{ .metadata.labels.switched }}', octal: '0777' }`;
    const set = setOf('[{ clusters: { selector: { matchLabels: { switched: "on" } } } }]', '{{ .name }}');
    const file = await write('yaml.yaml', set.replace("metadata: { name: '{{", `metadata: { ${labels}, name: '{{`));
    const ran = await run('appset', 'generate', '-f', file, '--clusters', path.join(folder, 'clusters.yaml'));
    expect(ran.out).toContain('state: "on"\n    octal: "0777"\n');
  });

  it('makes keys and certificates only where that is allowed, and says so', async () => {
    const file = await write(
      'keys.yaml',
      setOf('[{ list: { elements: [{ name: web }] } }]', '{{ .name }}').replace(
        "metadata: { name: '{{ .name }}' }",
        "metadata: { name: '{{ .name }}', annotations: { cert: '{{ (genSelfSignedCert .name nil (list `a.b`) 30).Cert }}' } }",
      ),
    );
    const generate = (...setting: string[]) => run('appset', 'generate', '-f', file, '-o', 'json', ...setting);
    const refused = await generate('--setting', 'templateCapabilities=clock,chance');
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toMatch(/genSelfSignedCert: it makes a new secret each time and is refused here/);
    const made = await generate('--setting', 'templateCapabilities=keys');
    expect([made.err, made.code, names(made)]).toEqual(['', 0, ['web']]);
    const [{ metadata }] = JSON.parse(made.out) as [{ metadata: { annotations: { cert: string } } }];
    const certificate = new X509Certificate(metadata.annotations.cert);
    expect([certificate.subject, certificate.subjectAltName]).toEqual(['CN=web', 'DNS:a.b']);
  });

  it('asks a plugin where it may, with what the files say', async () => {
    const asked: string[] = [];
    const plugin = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => asked.push(`${request.headers.authorization} ${chunk}`));
      request.on('end', () => response.end('{"output":{"parameters":[{"name":"one"},{"name":"two"}]}}'));
    });
    await new Promise<void>((resolve) => plugin.listen(0, '127.0.0.1', resolve));
    const { port } = plugin.address() as AddressInfo;
    const file = await write(
      'plugin.yaml',
      `apiVersion: v1
kind: ConfigMap
metadata: { name: p }
data: { baseUrl: 'http://127.0.0.1:${port}', token: '$t:key' }
---
apiVersion: v1
kind: Secret
metadata: { name: t }
stringData: { key: tok }
---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: asking }
spec:
  goTemplate: true
  generators: [{ plugin: { configMapRef: { name: p }, input: { parameters: { a: 1 } } } }]
  template:
    metadata: { name: '{{ .name }}-{{ now | date "2006" | len }}' }
    spec: { project: default, source: { repoURL: u, path: . }, destination: { name: dev } }
`,
    );
    const ran = await run(
      'appset',
      'generate',
      '-f',
      file,
      '--online',
      '--setting',
      'templateCapabilities=clock',
      '-o',
      'json',
    );
    plugin.closeAllConnections();
    await new Promise((resolve) => plugin.close(resolve));
    expect([ran.err, ran.code, names(ran)]).toEqual(['', 0, ['one-4', 'two-4']]);
    expect(asked).toEqual(['Bearer tok {"applicationSetName":"asking","input":{"parameters":{"a":1}}}']);
  });

  it.each([
    [
      'a generator that cannot run offline',
      'generators: [{ plugin: { configMapRef: { name: p } } }]',
      /plugin is refused: it has to ask a service; give --online/,
    ],
    [
      'rollingSync',
      'strategy: { type: RollingSync, rollingSync: { steps: [] } }\n  generators: []',
      /rollingSync|RollingSync/,
    ],
    [
      'a template that misses a key',
      'goTemplate: true\n  goTemplateOptions: [missingkey=error]\n  generators: [{ list: { elements: [{ a: "1" }] } }]',
      /nope/,
    ],
  ])('refuses %s: exit 2, nothing on stdout, the reason on stderr', async (_, spec, reason) => {
    const file = await write(
      'refused.yaml',
      `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: { name: refused }\nspec:\n  ${spec}\n  template:\n    metadata: { name: 'x-{{.nope}}' }\n    spec: { project: default, source: { repoURL: ${REPOSITORY}, path: a }, destination: { name: dev, namespace: x } }\n`,
    );
    const ran = await run('appset', 'generate', '-f', file, '-o', 'json');
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(reason);
  });

  it('leaves out what the project does not allow, makes the rest, and exits 2', async () => {
    const project = await write(
      'project.yaml',
      `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: shop }\nspec: { sourceRepos: ['*'], destinations: [{ name: dev, namespace: '*' }] }\n`,
    );
    const clusters = await write(
      'three.yaml',
      ['dev', 'staging', 'production']
        .map((name) => `apiVersion: wheelhouse.dev/v1alpha1\nkind: Cluster\nmetadata: { name: ${name} }\n`)
        .join('---\n'),
    );
    const ran = await run(
      'appset',
      'generate',
      '-f',
      set('my-api'),
      '-f',
      project,
      '--clusters',
      clusters,
      '-o',
      'json',
    );
    expect([ran.code, names(ran)]).toEqual([2, ['my-api-dev']]);
    expect(ran.err).toMatch(/my-api-staging.*shop/);
  });
});

describe('render', () => {
  it('gives an overlay with its base, from the files as they are now', async () => {
    const ran = await run('render', path.join(folder, 'demo/apps/my-api/overlays/dev'), '-o', 'json');
    expect(ran.err).toBe('');
    expect((JSON.parse(ran.out) as { kind: string }[]).map(({ kind }) => kind)).toEqual([
      'ConfigMap',
      'Service',
      'Deployment',
    ]);
  });

  it('gives an Application with its namespace filled in', async () => {
    const app = await write(
      'app.yaml',
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\nspec: { project: default, source: { repoURL: ${REPOSITORY}, path: apps/my-api/overlays/dev }, destination: { name: dev, namespace: shop } }\n`,
    );
    const ran = await run('render', '--app', app, '--repo', `${REPOSITORY}=${path.join(folder, 'demo')}`, '-o', 'json');
    expect(
      new Set((JSON.parse(ran.out) as { metadata: { namespace: string } }[]).map(({ metadata }) => metadata.namespace)),
    ).toEqual(new Set(['shop']));
  });

  it.each([
    ['a folder that is not there', ['render', 'nowhere-to-be-found'], /no such folder/],
    ['neither a path nor an Application', ['render'], /PATH, or --app/],
  ])('refuses %s', async (_, argv, reason) => {
    const ran = await run(...argv);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(reason);
  });
});

describe('health', () => {
  const deployment = (status: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d, namespace: shop, generation: 1 }\nspec: { replicas: 1 }\nstatus: ${status}\n`;
  it.each([
    [
      'a healthy one',
      deployment('{ observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 }'),
      0,
      'Healthy',
    ],
    ['one on its way', deployment('{ observedGeneration: 1, replicas: 1, updatedReplicas: 0 }'), 1, 'Progressing'],
    ['a kind without health', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\n', 0, null],
  ])('of %s', async (_, yaml, code, status) => {
    const ran = await run('health', '-f', await write('live.yaml', yaml), '-o', 'json');
    expect([ran.code, (JSON.parse(ran.out) as { status: string }[])[0]!.status]).toEqual([code, status]);
  });

  it('takes the customizations of an argocd-cm among the files', async () => {
    const configMap = await write(
      'argocd-cm.yaml',
      `apiVersion: v1
kind: ConfigMap
metadata: { name: argocd-cm }
data:
  resource.customizations.health.example.com_Thing: |
    hs = { status = "Progressing", message = "waiting" }
    if obj.status ~= nil and obj.status.ready == true then hs.status = "Healthy"; hs.message = "is up" end
    return hs
  resource.customizations.healthRules.example.com_Other: |
    Suspended if .spec.paused: it is paused
`,
    );
    const live = await write(
      'things.yaml',
      `apiVersion: example.com/v1
kind: Thing
metadata: { name: a }
status: { ready: true }
---
apiVersion: example.com/v1
kind: Other
metadata: { name: b }
spec: { paused: true }
`,
    );
    const ran = await run('health', '-f', live, '-f', configMap, '-o', 'json');
    expect(JSON.parse(ran.out)).toMatchObject([
      { kind: 'Thing', status: 'Healthy', message: 'is up' },
      { kind: 'Other', status: 'Suspended', message: 'it is paused' },
      { kind: 'ConfigMap', status: null },
    ]);
    expect(ran.code).toBe(1);
  });
});

describe('plan and diff', () => {
  const configMap = (data: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata: ${data}\n`;

  const rows = (out: string) =>
    (JSON.parse(out) as Record<string, string>[]).map(
      ({ phase, wave, action, kind, name }) => `${phase} ${wave} ${action} ${kind} ${name}`,
    );

  it('plan puts namespaces first, and what goes before what comes in its wave', async () => {
    const desired = await write(
      'desired.yaml',
      `${configMap('{ a: "1" }')}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n`,
    );
    const live = await write('gone.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: { name: old, namespace: shop }\n');
    const ran = await run('plan', '-f', desired, '--live', live, '--prune', '-o', 'json');
    expect(ran.err).toBe('');
    expect(rows(ran.out)).toEqual([
      'Sync 0 prune Secret old',
      'Sync 0 apply Namespace shop',
      'Sync 0 apply ConfigMap c',
    ]);
  });

  it('plan shows hooks in their phases, and says what is left out', async () => {
    const job = (metadata: string) => `---\napiVersion: batch/v1\nkind: Job\nmetadata: { ${metadata} }\n`;
    const annotated = (text: string) => `annotations: { ${text} }`;
    const desired = await write(
      'hooks.yaml',
      configMap('{ a: "1" }') +
        job(`generateName: migrate-, ${annotated('argocd.argoproj.io/hook: PreSync')}`) +
        job(`name: check, ${annotated('helm.sh/hook: post-install, helm.sh/hook-weight: "3"')}`) +
        job(`name: slip, ${annotated('argocd.argoproj.io/hook: presync')}`),
    );
    const ran = await run('plan', '-f', desired, '-o', 'json');
    expect(rows(ran.out)).toEqual([
      'PreSync 0 hook Job migrate-',
      'Sync 0 apply ConfigMap c',
      'PostSync 3 hook Job check',
    ]);
    expect(ran.err).toContain(
      'Job slip is left out: argocd.argoproj.io/hook: presync is no hook; did you mean PreSync?',
    );
  });

  it('plan takes PruneLast of the application', async () => {
    const options = 'syncPolicy: { syncOptions: [PruneLast=true] }';
    const app = await write(
      'app.yaml',
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\nspec:\n  project: default\n  source: { repoURL: https://example.com/a.git, path: . }\n  destination: { name: dev, namespace: shop }\n  ${options}\n`,
    );
    const live = await write('gone.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: { name: old, namespace: shop }\n');
    const desired = await write('desired.yaml', configMap('{ a: "1" }'));
    const ran = await run('plan', '-f', desired, '--live', live, '--app', app, '--prune', '-o', 'json');
    expect(rows(ran.out)).toEqual(['Sync 0 apply ConfigMap c', 'Sync 1 prune Secret old']);
  });

  it.each([
    ['equal', '{ a: "1" }', 0, []],
    ['changed', '{ a: "2" }', 1, [{ path: 'data.a', desired: '1', live: '2' }]],
    ['with more in live', '{ a: "1", b: "2" }', 0, []],
  ])('diff of what is %s', async (_, data, code, changes) => {
    const ran = await run(
      'diff',
      '--desired',
      await write('d.yaml', configMap('{ a: "1" }')),
      '--live',
      await write('l.yaml', configMap(data)),
      '-o',
      'json',
    );
    expect([ran.code, JSON.parse(ran.out)]).toEqual([code, { modified: changes.length > 0, changes }]);
  });
});

describe('usage', () => {
  it.each([
    ['an unknown command', ['frobnicate'], 2],
    ['an unknown format', ['health', '-f', 'x', '-o', 'xml'], 2],
    ['a file that is not there', ['validate', '-f', 'nope.yaml'], 2],
    ['no hub', ['fleet'], 3],
    ['a hub that cannot be reached', ['fleet', '--hub', 'http://127.0.0.1:9', '--token', 't'], 3],
    ['help', ['--help'], 0],
  ])('%s exits %j', async (_, argv, code) => expect((await run(...argv)).code).toBe(code));

  it('validate names the path of a circle of dependencies, and where it is written', async () => {
    const app = (name: string, needs: string, on = 'dev'): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name} }
spec:
  project: default
  source: { repoURL: 'https://git.example/shop.git', path: '.' }
  destination: { name: ${on}, namespace: shop }
  dependsOn: [{ name: ${needs} }]
`;
    const file = await write('circle.yaml', [app('db', 'web'), app('web', 'db'), app('new', 'web')].join('---\n'));
    const ran = await run('validate', '-f', file);
    expect([ran.code, ran.err]).toEqual([
      2,
      expect.stringMatching(/circle\.yaml:8: .*default\/argocd\/db → default\/argocd\/web → default\/argocd\/db/),
    ]);
    const apart = await write('apart.yaml', [app('db', 'web'), app('web', 'db', 'test')].join('---\n'));
    expect((await run('validate', '-f', apart)).code).toBe(0);
  });

  it('validate names every error with file, line and path', async () => {
    const file = await write(
      'wrong.yaml',
      'apiVersion: wheelhouse.dev/v1alpha1\nkind: Cluster\nmetadata: { name: Not_A_Name }\nspec:\n  timezone: UTC\n---\nkind: [\n',
    );
    const ran = await run('validate', '-f', file);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/wrong\.yaml:\d+/);
  });

  it.each([
    ['commands', 'wheelhouse appset g', 'generate get'],
    ['other names of commands', 'wheelhouse appset con', 'confirm'],
    ['options', 'wheelhouse appset preview --f', '--file'],
    ['options that every command has', 'wheelhouse appset preview --to', '--token'],
    ['options behind a name', 'wheelhouse appset release shop --d', '--dry-run'],
    ['commands behind an option with a value', 'wheelhouse --hub http://x appset pre', 'preview'],
    ['formats', 'wheelhouse appset generate -o j', 'json'],
    ['files are for the shell', 'wheelhouse appset generate --file ', ''],
  ])('completion in bash: %s', async (_, line, expected) => {
    const script = await write('completion.sh', (await run('completion', 'bash')).out);
    const typed = line.split(' ');
    const quoted = typed.map((word) => `'${word}'`).join(' ');
    const body = `source '${script}'; COMP_WORDS=(${quoted}); COMP_CWORD=${typed.length - 1}; _wheelhouse; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', body], { encoding: 'utf8' }).trim()).toBe(expected);
  });

  it.each(['bash', 'zsh', 'fish'])('completion for %s knows the commands', async (shell) => {
    expect((await run('completion', shell)).out).toContain('appset');
  });
});
