import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { blobMessage, manifestBlobProject } from '@wheelhouse/contract';
import { createDatabase } from '@wheelhouse/tools';
import pg from 'pg';
import { wordsOf } from '../world/applications.ts';
import { application, configMap } from '../world/content.ts';
import { filesBelow, findText } from '../world/search-files.ts';
import { openWire, type Wire } from '../world/wire.ts';
import { PATIENCE_MS, startWorld, until, type World } from '../world/world.ts';

/** Long enough that chance does not find it, and with what each encoding spells in its own way. */
const secretValue = (name: string): string =>
  `${name}/${randomBytes(12).toString('hex')}+ö&"${randomBytes(6).toString('hex')}`;

const VALUES = {
  created: secretValue('created'),
  changed: secretValue('changed'),
  byHand: secretValue('by-hand'),
  refused: secretValue('refused'),
  unrendered: secretValue('unrendered'),
};
/** Stands in what the hub may store in the clear. */
const CONTROL = `control-${randomBytes(6).toString('hex')}`;

const secret = (stringData: object, name = 'credentials') => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  stringData,
});

describe('what stands in Secrets', () => {
  let world: World;
  let wire: Wire;

  beforeAll(async () => {
    world = await startWorld({
      name: 'at-rest',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'app/secret.yaml': [secret({ password: VALUES.created }), configMap('beside')],
        'invalid/secret.yaml': secret({ pin: { not: VALUES.refused } }, 'invalid'),
        'broken/kustomization.yaml': 'resources: [secret.yaml]\npatches: [{ path: patch.yaml }]\n',
        'broken/secret.yaml': secret({ password: VALUES.unrendered }),
        'broken/patch.yaml': secret({ password: VALUES.unrendered }, 'not-there'),
        'fleet/app.yaml': [
          application(CONTROL, { repository, path: 'app', cluster: 'dev', namespace, syncPolicy: HEALS_BY_HAND }),
          application('invalid', { repository, path: 'invalid', cluster: 'dev', namespace: `${namespace}-invalid` }),
          application('broken', { repository, path: 'broken', cluster: 'dev', namespace: `${namespace}-broken` }),
        ],
      }),
    });
    await world.untilHealthy([CONTROL], await world.git.commit({}));
    const { clusterId: cluster } = await world.identityOf('dev');
    wire = await openWire(world, cluster);
  });
  afterAll(async () => {
    await wire?.close();
    await world?.stop();
  });

  const inCluster = async (): Promise<string> => {
    const found = await world.kube('dev').get('Secret', world.namespace, 'credentials');
    return Buffer.from(found?.data?.password ?? '', 'base64').toString();
  };
  const view = async (): Promise<string> => {
    const { application: found } = await world.hub.graphql<{ application: { resource: unknown } }>(
      `query ($name: String!, $namespace: String!) { application(name: $name) { resource(group: "", kind: "Secret", namespace: $namespace, name: "credentials") {
         desired live changes { path desired live } } } }`,
      { name: CONTROL, namespace: world.namespace },
    );
    return JSON.stringify(found.resource);
  };

  it('reach the cluster, and change there with a commit', async () => {
    expect(await inCluster()).toBe(VALUES.created);
    const commit = await world.git.commit({
      'app/secret.yaml': [secret({ password: VALUES.changed }), configMap('beside')],
    });
    await world.untilHealthy([CONTROL], commit);
    expect(await inCluster()).toBe(VALUES.changed);
  });

  it('are masked where drift is shown, and when it is ended', async () => {
    const data = { password: Buffer.from(VALUES.byHand).toString('base64') };
    await world.kube('dev').patch('Secret', world.namespace, 'credentials', { data });
    await world.untilApplication(CONTROL, ({ sync }) => sync.status === 'OUT_OF_SYNC', 'to be out of sync');
    const shown = await view();
    expect(shown).toContain('••••');
    for (const value of Object.values(VALUES)) expect(shown).not.toContain(value);
    await world.hub.graphql('mutation ($input: SyncInput!) { sync(input: $input) { name } }', {
      input: { application: { name: CONTROL }, dryRun: true },
    });
    await world.untilApplication(
      CONTROL,
      ({ operation }) => operation?.phase === 'SUCCEEDED',
      'to say what it would do',
    );
    await world.hub.graphql('mutation ($input: SyncInput!) { sync(input: $input) { name } }', {
      input: { application: { name: CONTROL } },
    });
    await until('the value of Git', async () => (await inCluster()) === VALUES.changed);
  });

  it('are not repeated in what is said about errors', async () => {
    const invalid = await world.untilApplication(
      'invalid',
      (one) => /the API server refused the Secret/.test(wordsOf(one)),
      'to be refused by the API server',
    );
    const broken = await world.untilApplication(
      'broken',
      ({ conditions }) => conditions.length > 0,
      'to say what is wrong',
    );
    const said = JSON.stringify([invalid, broken]);
    expect(said).not.toContain(VALUES.refused);
    expect(said).not.toContain(VALUES.unrendered);
  });

  it('cannot be had from the stream, whose bodies do not even decompress', async () => {
    const manifest = await wire.manifest();
    const refs = manifest.applications.flatMap(({ current, staged }) =>
      [current, staged].filter((ref) => ref !== undefined),
    );
    expect(refs.length).toBeGreaterThan(1);
    for (const { project, digest } of refs) {
      expect(project).not.toBe(manifestBlobProject(manifest.cluster));
      const envelope = blobMessage.decode((await wire.blobs.get(project, digest))!);
      if (!envelope.ok) throw new Error('no envelope');
      const { body, keyId } = envelope.value;
      expect([...(manifest.keys ?? new Map()).keys()]).toContain(keyId);
      expect(() => zstdDecompressSync(body)).toThrow();
      expect(() => gunzipSync(body)).toThrow();
      expect(() => zstdDecompressSync(body.subarray(12, -16))).toThrow();
    }
  });

  it(
    'are in no file of NATS, of Postgres and of a log, and neither are they in a spoke’s',
    async () => {
      await flushed(world);
      const own = await filesBelow(world.dir);
      // What comes from Git is plain in Git: the repositories, and the hub's mirrors of them.
      const git = ['repositories', 'clones', 'mirrors'].map((name) => path.join(world.dir, name) + path.sep);
      const files = own.filter((file) => !git.some((folder) => file.startsWith(folder)));
      const control = await findText(files, CONTROL);
      expect(control.some((at) => at.includes('postgres'))).toBe(true);
      expect(control.some((at) => at.includes(`${path.sep}nats${path.sep}`))).toBe(true);
      expect(control.some((at) => at.includes('.log'))).toBe(true);
      expect(await findText(own, VALUES.changed)).not.toEqual([]);
      for (const value of Object.values(VALUES)) expect(await findText(files, value)).toEqual([]);
    },
    4 * PATIENCE_MS,
  );
});

const HEALS_BY_HAND = { automated: { prune: true, selfHeal: false }, syncOptions: ['CreateNamespace=true'] };

/** What Postgres has in memory is in its files afterwards, and the segment of its log that it writes to is closed. */
async function flushed(world: World): Promise<void> {
  const client = new pg.Client({ connectionString: await createDatabase(world.postgres.url, 'wheelhouse') });
  await client.connect();
  try {
    await client.query('CHECKPOINT');
    await client.query('SELECT pg_switch_wal()');
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}
