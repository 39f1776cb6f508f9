import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Hub } from '../hub.ts';
import { hubWorld, type Files, type HubWorld, type Repository } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually } from '../hub-testing/shop.ts';

/** Both the repository and the pattern are known only once the list has run. */
const teams = (url: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: teams, namespace: argocd }
spec:
  goTemplate: true
  generators:
    - matrix:
        generators:
          - list: { elements: [{ repo: '${url}', team: a }, { repo: '${url}', team: b }] }
          - git:
              repoURL: '{{ .repo }}'
              revision: main
              files: [{ path: 'teams/{{ .team }}/*.json' }]
  template:
    metadata: { name: '{{ .team }}-{{ .name }}', labels: { size: '{{ .size }}' } }
    spec:
      project: default
      source: { repoURL: '${url}', targetRevision: main, path: base }
      destination: { name: dev, namespace: shop }
`;

const team = (name: string, size: number): string => JSON.stringify({ name, size });

describe('a matrix of a list and the files that it names', () => {
  let world: HubWorld;
  let hub: Hub;
  let repository: Repository;

  const sizes = async (): Promise<string> => {
    const { rows } = await hub.parts.db.sql.query<{ name: string; size: string }>(
      `SELECT name, manifest #>> '{metadata,labels,size}' AS size FROM application WHERE removal IS NULL ORDER BY name`,
    );
    return rows.map(({ name, size }) => `${name}:${size}`).join(' ');
  };
  const push = async (files: Files): Promise<void> => {
    await repository.commit(files);
    await hub.refresher.repositoryChanged([repository.url], undefined);
  };

  beforeAll(async () => {
    world = await hubWorld();
    repository = await world.repository({
      'base/config.yaml': configMap('1'),
      'teams/a/one.json': team('one', 1000000),
      'teams/a/notes.txt': 'no map',
      'teams/b/two.json': team('two', 2),
    });
    hub = await world.hub();
    await apply(hub, [cluster('dev'), teams(repository.url)].join('---'));
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  it('makes an Application of each file', async () => {
    await eventually('both', async () => (await sizes()) === 'a-one:1000000 b-two:2');
    const { rows } = await hub.parts.db.sql.query('SELECT repositories FROM application_set');
    expect(rows).toEqual([{ repositories: [repository.url] }]);
  });

  it('follows the files', async () => {
    await hub.idle();
    await push({ 'teams/b/two.json': team('two', 3), 'teams/b/three.json': team('three', 1) });
    await eventually(
      'another size and another Application',
      async () => (await sizes()) === 'a-one:1000000 b-three:1 b-two:3',
    );
  });

  it('changes nothing where a file is broken, and says which', async () => {
    await push({ 'teams/b/two.json': '{"name": ' });
    await eventually('the error', async () => {
      const { rows } = await hub.parts.db.sql.query<{ text: string }>(
        'SELECT conditions::text AS text FROM application_set',
      );
      return rows[0]!.text.includes('teams/b/two.json:1');
    });
    expect(await sizes()).toBe('a-one:1000000 b-three:1 b-two:3');
  });
});
