import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Hub } from '../hub.ts';
import { admin, hubWorld, type HubWorld, type Repository } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, countersAgree, eventually, set } from '../hub-testing/shop.ts';
import type { ResourceKind } from '../use-cases.ts';

const NAMES = ['c1', 'c2'];

interface Row {
  readonly name: string;
  readonly manifest: { metadata: Record<string, unknown>; spec: Record<string, unknown> };
  readonly owned: boolean;
  readonly removal: string | null;
  readonly warnings: { code: string }[];
  readonly problems: { code: string }[];
}

const rowsOf = async (hub: Hub): Promise<readonly Row[]> =>
  (
    await hub.parts.db.sql.query<Row>(
      'SELECT name, manifest, set_id IS NOT NULL AS owned, removal, warnings, problems FROM application ORDER BY name',
    )
  ).rows;

const reasonsOf = async (hub: Hub): Promise<readonly string[]> =>
  (await hub.parts.db.sql.query<{ reason: string }>('SELECT reason FROM event ORDER BY at, id')).rows.map(
    ({ reason }) => reason,
  );

const specOf = async (hub: Hub, name: string) => (await rowsOf(hub)).find((row) => row.name === name)!.manifest.spec;
const metadataOf = async (hub: Hub, name: string) =>
  (await rowsOf(hub)).find((row) => row.name === name)!.manifest.metadata;

const remove = (hub: Hub, kind: ResourceKind, name: string, cascade = true) =>
  hub.resources.remove({ kind, name, namespace: 'argocd', project: 'default' }, { actor: admin, cascade });

describe('the life of a set', () => {
  let world: HubWorld;
  let repository: Repository;
  let hub: Hub;
  beforeAll(async () => {
    world = await hubWorld();
    repository = await world.repository(
      Object.fromEntries(['c1', 'c2', 'c3'].map((name) => [`overlays/${name}/a.yaml`, configMap(name)])),
    );
  }, 60_000);
  afterEach(() => world.stopHubs());
  afterAll(() => world.stop(), 30_000);

  /** The set over some clusters, with more of a spec. */
  const setWith = (more: string, names: readonly string[] = NAMES): string =>
    set(repository.url, names).replace('spec:\n', `spec:\n${more}`);

  const begin = async (text: string, env: Record<string, string> = {}): Promise<void> => {
    hub = await world.hub({ env });
    await apply(hub, [...['c1', 'c2', 'c3'].map(cluster), text].join('---'));
    await eventually('the Applications', async () => (await rowsOf(hub)).length === NAMES.length);
    await hub.idle();
  };

  /** What a person changes of an Application by hand. */
  const change = async (name: string, changed: (manifest: Row['manifest']) => void): Promise<void> => {
    const { manifest } = (await rowsOf(hub)).find((row) => row.name === name)!;
    changed(manifest);
    expect(await apply(hub, JSON.stringify(manifest))).toEqual([`Application/${name} changed`]);
    await hub.idle();
  };

  it('an Application that a person changed by hand is restored', async () => {
    await begin(setWith(''));
    const before = await rowsOf(hub);
    await change('shop-c1', ({ metadata, spec }) => {
      spec['destination'] = { name: 'c2', namespace: 'other' };
      metadata['labels'] = { mine: 'x' };
      metadata['finalizers'] = [];
    });
    expect(await rowsOf(hub)).toEqual(before);
    expect(await reasonsOf(hub)).toContain('ApplicationRestored');
    await countersAgree(hub);
  }, 60_000);

  it('what the set lets people change stays, and the rest of the same change does not', async () => {
    await begin(
      setWith(`  preservedFields: { annotations: [note], labels: [team] }
  ignoreApplicationDifferences:
    - jsonPointers: [/spec/syncPolicy]
    - name: shop-c2
      jqPathExpressions: ['.spec.source.targetRevision']
`),
    );
    const edit = ({ metadata, spec }: Row['manifest']): void => {
      metadata['annotations'] = { note: 'mine', other: 'mine' };
      metadata['labels'] = { team: 'a', other: 'b' };
      spec['syncPolicy'] = { syncOptions: ['CreateNamespace=true'] };
      spec['source'] = { ...(spec['source'] as object), targetRevision: 'HEAD' };
    };
    await change('shop-c1', edit);
    await change('shop-c2', edit);
    expect(await metadataOf(hub, 'shop-c1')).toMatchObject({ annotations: { note: 'mine' }, labels: { team: 'a' } });
    expect(await specOf(hub, 'shop-c1')).toMatchObject({
      syncPolicy: { syncOptions: ['CreateNamespace=true'] },
      source: { targetRevision: 'main' },
    });
    expect(await specOf(hub, 'shop-c2')).toMatchObject({ source: { targetRevision: 'HEAD' } });

    // It stays when the set itself changes, and after a commit.
    await repository.commit({ 'overlays/c1/a.yaml': configMap('next') });
    await hub.refresher.repositoryChanged([repository.url], undefined);
    await hub.idle();
    expect(await specOf(hub, 'shop-c1')).toMatchObject({ syncPolicy: { syncOptions: ['CreateNamespace=true'] } });
    await countersAgree(hub);
  }, 60_000);

  it.each<[string, string, { namespace: string; names: string }]>([
    ['sync', 'sync', { namespace: 'shop2', names: 'shop-c1,shop-c3' }],
    ['create-only', 'create-only', { namespace: 'shop', names: 'shop-c1,shop-c2,shop-c3' }],
    ['create-update', 'create-update', { namespace: 'shop2', names: 'shop-c1,shop-c2,shop-c3' }],
    ['create-delete', 'create-delete', { namespace: 'shop', names: 'shop-c1,shop-c3' }],
  ])(
    'a set that may %s',
    async (_, policy, expected) => {
      const syncPolicy = `  syncPolicy: { applicationsSync: ${policy} }\n`;
      await begin(setWith(syncPolicy));
      const next = setWith(syncPolicy, ['c1', 'c3']).replace('namespace: shop }', 'namespace: shop2 }');
      await apply(hub, next);
      await eventually('the new one', async () => (await rowsOf(hub)).some((row) => row.name === 'shop-c3'));
      await hub.idle();
      expect((await rowsOf(hub)).map((row) => row.name).join()).toBe(expected.names);
      expect(await specOf(hub, 'shop-c1')).toMatchObject({ destination: { namespace: expected.namespace } });
      expect(await specOf(hub, 'shop-c3')).toMatchObject({ destination: { namespace: 'shop2' } });
      await countersAgree(hub);
    },
    60_000,
  );

  it('what a set may not delete a person may, once the set does not make it any more', async () => {
    await begin(setWith('  syncPolicy: { applicationsSync: create-update }\n'));
    expect(await remove(hub, 'Application', 'shop-c2')).toMatchObject({ ok: false });
    await apply(hub, setWith('  syncPolicy: { applicationsSync: create-update }\n', ['c1']));
    await eventually('the warning', async () =>
      (await rowsOf(hub))[1]?.warnings.some(({ code }) => code === 'NOT_GENERATED'),
    );
    expect(await remove(hub, 'Application', 'shop-c1')).toMatchObject({ ok: false });
    expect(await remove(hub, 'Application', 'shop-c2')).toMatchObject({ ok: true });
    await hub.idle();
    expect((await rowsOf(hub)).map((row) => row.name)).toEqual(['shop-c1']);
    await countersAgree(hub);
  }, 60_000);

  it('what a person changes in an Application that the set may not change stays and is deployed', async () => {
    await begin(setWith('  syncPolicy: { applicationsSync: create-only }\n'));
    await change('shop-c1', ({ spec }) => (spec['destination'] = { name: 'c1', namespace: 'mine' }));
    expect(await specOf(hub, 'shop-c1')).toMatchObject({ destination: { namespace: 'mine' } });
    const { rows } = await hub.parts.db.sql.query<{ same: boolean }>(
      "SELECT desired_spec = spec_digest AS same FROM application WHERE name = 'shop-c1'",
    );
    expect(rows).toEqual([{ same: true }]);
  }, 60_000);

  it('the hub may decide for all sets', async () => {
    await begin(setWith('  syncPolicy: { applicationsSync: sync }\n'), {
      WHEELHOUSE_APPLICATIONS_SYNC: 'create-only',
      WHEELHOUSE_PRESERVED_LABELS: 'team',
    });
    await apply(hub, setWith('', ['c1']).replace('namespace: shop }', 'namespace: shop2 }'));
    await hub.idle();
    expect((await rowsOf(hub)).map((row) => row.name)).toEqual(['shop-c1', 'shop-c2']);
    expect(await specOf(hub, 'shop-c1')).toMatchObject({ destination: { namespace: 'shop' } });
  }, 60_000);

  it('an Application that cannot be is left out, and one that lives stays as it is', async () => {
    await begin(setWith(''));
    const before = await specOf(hub, 'shop-c2');
    const odd = set(repository.url, ['c1', 'c2', 'c3']).replace(
      'project: default',
      `project: '{{if eq .cluster "c1"}}default{{else}}nobodys{{end}}'`,
    );
    await apply(hub, odd);
    await eventually('the condition', async () => {
      const { rows } = await hub.parts.db.sql.query<{ message: string }>(
        `SELECT c ->> 'message' AS message FROM application_set, jsonb_array_elements(conditions) c
         WHERE c ->> 'reason' = 'ApplicationValidationError'`,
      );
      return rows[0]?.message.includes('shop-c3: spec.project: there is no project "nobodys"');
    });
    await hub.idle();
    expect((await rowsOf(hub)).map((row) => [row.name, row.removal])).toEqual([
      ['shop-c1', null],
      ['shop-c2', null],
    ]);
    expect(await specOf(hub, 'shop-c2')).toEqual(before);
    expect((await rowsOf(hub))[1]!.problems.map(({ code }) => code)).toEqual(['UNKNOWN_PROJECT']);
    await countersAgree(hub);
  }, 60_000);

  describe('when it is deleted', () => {
    const gone = () =>
      eventually('the set to be gone', async () => {
        const { rows } = await hub.parts.db.sql.query('SELECT 1 FROM application_set');
        return rows.length === 0;
      });

    it('its Applications go', async () => {
      await begin(setWith(''));
      expect(await remove(hub, 'ApplicationSet', 'shop')).toMatchObject({ ok: true });
      await gone();
      await hub.idle();
      expect(await rowsOf(hub)).toEqual([]);
      await countersAgree(hub);
    }, 60_000);

    it.each([
      ['without cascade', '', false],
      ['where it may not delete', '  syncPolicy: { applicationsSync: create-only }\n', true],
    ])(
      '%s they stay, without an owner, and the next set of that name adopts them',
      async (_, more, cascade) => {
        await begin(setWith(more));
        const before = await rowsOf(hub);
        const removed = await remove(hub, 'ApplicationSet', 'shop', cascade);
        expect(removed).toMatchObject({ ok: true, value: { message: expect.stringMatching(/2 Applications stay/) } });
        await gone();
        await hub.idle();
        expect(await rowsOf(hub)).toEqual(before.map((row) => ({ ...row, owned: false })));
        await countersAgree(hub);
        // Nobody puts back what a person changes now.
        await change('shop-c1', ({ spec }) => (spec['destination'] = { name: 'c1', namespace: 'mine' }));
        expect(await specOf(hub, 'shop-c1')).toMatchObject({ destination: { namespace: 'mine' } });

        await apply(hub, setWith(''));
        await eventually('their owner', async () => (await rowsOf(hub)).every((row) => row.owned));
        await hub.idle();
        expect(await rowsOf(hub)).toEqual(before);
        await countersAgree(hub);
      },
      60_000,
    );
  });

  it('an Application goes from one set to another when the first lets it go', async () => {
    await begin(setWith(''));
    const second = set(repository.url, ['c2']).replace('metadata: { name: shop,', 'metadata: { name: second,');
    await apply(hub, second);
    await eventually('the refusal', async () => {
      const { rows } = await hub.parts.db.sql.query<{ message: string }>(
        `SELECT c ->> 'message' AS message FROM application_set, jsonb_array_elements(conditions) c WHERE name = 'second'`,
      );
      return rows.some(({ message }) => message.includes('another ApplicationSet makes'));
    });
    await apply(hub, set(repository.url, ['c1']));
    await hub.idle();
    // Whoever was refused looks again by itself; a person who does not wait refreshes.
    await hub.refresher.refresh({ hard: true });
    const owner = async (): Promise<string | undefined> =>
      (
        await hub.parts.db.sql.query<{ owner: string }>(
          "SELECT s.name AS owner FROM application a JOIN application_set s ON s.id = a.set_id WHERE a.name = 'shop-c2'",
        )
      ).rows[0]?.owner;
    await eventually('the new owner', async () => (await owner()) === 'second');
    await countersAgree(hub);
  }, 60_000);
});
