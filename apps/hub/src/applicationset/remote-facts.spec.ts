import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Hub } from '../hub.ts';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually } from '../hub-testing/shop.ts';

const TOKEN = 'tok-5e11';

/** A plugin, and as much of GitHub's API (docs.github.com/rest/pulls, 2022-11-28) as one question needs. */
class Services {
  readonly #server: Server;
  pulls: { number: number; branch: string }[] = [];
  parameters: unknown[] = [{ name: 'one' }];
  /** Instead of every answer. */
  refusal: { status: number; headers?: Record<string, string> } | undefined;
  asked = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      this.asked++;
      const json = (value: unknown): void =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      request.resume();
      if (this.refusal) response.writeHead(this.refusal.status, this.refusal.headers).end('{"message":"no"}');
      else if (request.headers.authorization !== `Bearer ${TOKEN}`) response.writeHead(401).end();
      else if (request.url === '/api/v1/getparams.execute') json({ output: { parameters: this.parameters } });
      else if (request.url?.startsWith('/api/v3/repos/acme/web/pulls')) json(this.pulls.map(pullOf));
      else response.writeHead(404).end('{}');
    });
  }
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const pullOf = ({ number, branch }: { number: number; branch: string }) => ({
  number,
  title: `Title ${number}`,
  user: { login: 'ann' },
  labels: [],
  head: { ref: branch, sha: 'a'.repeat(40) },
  base: { ref: 'main' },
});

const secret = (name: string, labels: string, data: string): string =>
  `apiVersion: v1
kind: Secret
metadata: { name: ${name}, namespace: argocd, labels: { ${labels} } }
stringData: { ${data} }
`;
const SCM_CREDS = 'argocd.argoproj.io/secret-type: scm-creds';
const PART_OF = 'app.kubernetes.io/part-of: argocd';

const pluginConfig = (url: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: my-plugin, namespace: argocd }
data: { token: '$plugin-token:key', baseUrl: '${url}' }
`;

const set = (name: string, generator: string, application: string, repository: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: ${name}, namespace: argocd }
spec:
  goTemplate: true
  generators: [${generator}]
  template:
    metadata: { name: '${application}' }
    spec:
      project: default
      source: { repoURL: '${repository}', targetRevision: main, path: base }
      destination: { name: dev, namespace: shop }
`;

describe('generators whose facts are neither clusters nor Git', () => {
  let world: HubWorld;
  let hub: Hub;
  let services: Services;
  let repository: string;

  const names = async (of: string): Promise<string> => {
    const { rows } = await hub.parts.db.sql.query<{ name: string }>(
      `SELECT a.name FROM application a JOIN application_set s ON s.id = a.set_id
       WHERE s.name = $1 AND a.removal IS NULL ORDER BY a.name`,
      [of],
    );
    return rows.map(({ name }) => name).join(' ');
  };
  const said = async (of: string): Promise<string> => {
    const text = 'SELECT conditions::text AS text FROM application_set WHERE name = $1';
    return (await hub.parts.db.sql.query<{ text: string }>(text, [of])).rows[0]?.text ?? '';
  };

  beforeAll(async () => {
    services = new Services();
    await services.start();
    world = await hubWorld();
    repository = (await world.repository({ 'base/config.yaml': configMap('1') })).url;
    hub = await world.hub({ env: { WHEELHOUSE_ALLOWED_SCM_PROVIDERS: services.url } });
    await apply(hub, [cluster('dev'), cluster('prod')].join('---\n'));
  }, 60_000);
  afterAll(async () => {
    await world.stop();
    await services.stop();
  }, 30_000);

  it('a plugin is asked once its ConfigMap and its token are there', async () => {
    await apply(hub, set('asking', '{ plugin: { configMapRef: { name: my-plugin } } }', 'p-{{ .name }}', repository));
    await eventually('what is missing', async () => (await said('asking')).includes('there is no ConfigMap my-plugin'));
    await apply(hub, [pluginConfig(services.url), secret('plugin-token', PART_OF, `key: ${TOKEN}`)].join('---\n'));
    await eventually('its Application', async () => (await names('asking')) === 'p-one');
  });

  it('it is asked again on a refresh, and not at every look', async () => {
    services.parameters = [{ name: 'one' }, { name: 'two' }];
    const before = services.asked;
    await apply(hub, cluster('test'));
    await hub.idle();
    expect(services.asked).toBe(before);
    await hub.refresher.refresh({ hard: false });
    await eventually('another one', async () => (await names('asking')) === 'p-one p-two');
  });

  it('a webhook of any repository makes plugins be asked again', async () => {
    services.parameters = [{ name: 'one' }, { name: 'two' }, { name: 'three' }];
    await hub.refresher.repositoryChanged(['https://git.example.com/any/other.git'], undefined);
    await eventually('the third', async () => (await names('asking')) === 'p-one p-three p-two');
  });

  it('nothing changes while it fails, and the condition says until when it is left alone', async () => {
    services.refusal = { status: 429, headers: { 'retry-after': '600' } };
    await hub.refresher.refresh({ hard: false });
    await eventually('why', async () =>
      (await said('asking')).includes('limits how often it is asked; asking again at'),
    );
    expect(await names('asking')).toBe('p-one p-three p-two');
    services.refusal = undefined;
  });

  it('no token is kept in the clear, or shown', async () => {
    const { rows } = await hub.parts.db.sql.query<{ text: string }>(
      'SELECT manifest::text AS text, sealed_data FROM fact_object',
    );
    expect(JSON.stringify(rows)).not.toContain(TOKEN);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(TOKEN).toString('base64'));
    expect(await said('asking')).not.toContain(TOKEN);
  });

  it('pull requests come and go with a webhook', async () => {
    services.pulls = [{ number: 7, branch: 'feature/x' }];
    const config = `{ owner: acme, repo: web, api: '${services.url}', tokenRef: { secretName: github, key: token } }`;
    await apply(
      hub,
      [
        secret('github', SCM_CREDS, `token: ${TOKEN}`),
        set('previews', `{ pullRequest: { github: ${config} } }`, 'pr-{{ .number }}-{{ .branch_slug }}', repository),
      ].join('---\n'),
    );
    await eventually('the first', async () => (await names('previews')) === 'pr-7-feature-x');
    services.pulls.push({ number: 8, branch: 'fix' });
    const told = await hub.refresher.repositoryChanged(['https://git.example.com/Acme/web.git'], undefined);
    expect(told).toEqual({ known: true });
    await eventually('both', async () => (await names('previews')) === 'pr-7-feature-x pr-8-fix');
  });

  it('they are looked at again when the answer is too old', async () => {
    const config = `{ owner: acme, repo: web, api: '${services.url}', tokenRef: { secretName: github, key: token } }`;
    const generator = `{ pullRequest: { github: ${config}, requeueAfterSeconds: 5 } }`;
    await apply(hub, set('soon', generator, 'soon-{{ .number }}', repository));
    await eventually('both', async () => (await names('soon')) === 'soon-7 soon-8');
    services.pulls = [...services.pulls, { number: 9, branch: 'third' }];
    await eventually('the third', async () => (await names('soon')) === 'soon-7 soon-8 soon-9');
  }, 30_000);

  it('an address that nobody allowed is not asked', async () => {
    const config = `{ owner: a, repo: b, api: 'http://169.254.169.254' }`;
    await apply(hub, set('elsewhere', `{ pullRequest: { github: ${config} } }`, 'x', repository));
    await eventually('the reason', async () => (await said('elsewhere')).includes('WHEELHOUSE_ALLOWED_SCM_PROVIDERS'));
  });

  it("another project's Secret is not there", async () => {
    const own = secret('theirs', SCM_CREDS, `token: ${TOKEN}`).replace(
      'labels:',
      'annotations: { wheelhouse.dev/project: theirs }, labels:',
    );
    const config = `{ owner: acme, repo: web, api: '${services.url}', tokenRef: { secretName: theirs, key: token } }`;
    await apply(hub, [own, set('thief', `{ pullRequest: { github: ${config} } }`, 'x', repository)].join('---\n'));
    await eventually('the reason', async () =>
      (await said('thief')).includes('there is no Secret theirs that this set may use'),
    );
  });

  it('clusters are those that a PlacementDecision names, as it changes', async () => {
    const decision = (...clusters: string[]): string => `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: PlacementDecision
metadata: { name: web-1, namespace: argocd, labels: { cluster.open-cluster-management.io/placement: web } }
status: { decisions: [${clusters.map((name) => `{ clusterName: ${name}, reason: '' }`).join(', ')}] }
`;
    const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: ocm, namespace: argocd }
data:
  apiVersion: cluster.open-cluster-management.io/v1beta1
  kind: placementdecisions
  statusListKey: decisions
  matchKey: clusterName
`;
    const generator =
      '{ clusterDecisionResource: { configMapRef: ocm, labelSelector: { matchLabels: { cluster.open-cluster-management.io/placement: web } } } }';
    await apply(hub, [config, decision('dev'), set('placed', generator, 'on-{{ .name }}', repository)].join('---\n'));
    await eventually('one', async () => (await names('placed')) === 'on-dev');
    await apply(hub, decision('dev', 'prod', 'unknown'));
    await eventually('both', async () => (await names('placed')) === 'on-dev on-prod');
    await hub.resources.remove({ kind: 'ClusterDecision', name: 'web-1' }, { actor: admin, cascade: true });
    await eventually('the error', async () => (await said('placed')).includes('there is no placementdecisions'));
    expect(await names('placed')).toBe('on-dev on-prod');
  });

  it('a preview asks as the set would', async () => {
    const config = `{ owner: acme, repo: web, api: '${services.url}', tokenRef: { secretName: github, key: token } }`;
    const manifest = set('tried', `{ pullRequest: { github: ${config} } }`, 'try-{{ .number }}', repository);
    const { applications, problems } = await hub.previews.preview(manifest, admin);
    expect(problems).toEqual([]);
    expect(applications.map(({ name }) => name)).toEqual(['try-7', 'try-8', 'try-9']);
  });
});
