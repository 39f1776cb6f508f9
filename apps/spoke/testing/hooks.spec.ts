import { jest } from '@jest/globals';
import type { LiveRequests, OperationStatus, SpokeEvent } from '@wheelhouse/contract';
import type { ApplicationId, KubeObject } from '@wheelhouse/core-domain';
import { waitUntil } from '@wheelhouse/tools';
import { automated } from './fake-hub.ts';
import type { WantOptions } from './fake-hub.ts';
import { application, configMap, deployment } from './objects.ts';
import { startWorld } from './world.ts';
import type { SpokeProcess, World } from './world.ts';

jest.setTimeout(180_000);

type Annotations = Record<string, string>;
const annotated = (object: KubeObject, annotations: Annotations): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, annotations },
});
const inWave = (object: KubeObject, wave: number) => annotated(object, { 'argocd.argoproj.io/sync-wave': `${wave}` });
const hookOf = (type: string, policy?: string): Annotations => ({
  'argocd.argoproj.io/hook': type,
  ...(policy === undefined ? {} : { 'argocd.argoproj.io/hook-delete-policy': policy }),
});

/** Its pod finishes at once; with the tag `missing` it never starts. */
const job = (name: string, annotations: Annotations, more: { image?: string; deadline?: number } = {}): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, annotations },
  spec: {
    backoffLimit: 0,
    ...(more.deadline === undefined ? {} : { activeDeadlineSeconds: more.deadline }),
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: more.image ?? 'registry.example/job:1' }] },
    },
  },
});
const STUCK = { image: 'registry.example/job:missing' };
const FAILING = { ...STUCK, deadline: 1 };

/** Whose workload is degraded after a second. */
const broken = (name: string): KubeObject => {
  const { spec, ...rest } = deployment(name, 'registry.example/app:missing', 1);
  return { ...rest, spec: { ...(spec as object), progressDeadlineSeconds: 1 } } as KubeObject;
};

describe('waves, hooks and what is replaced', () => {
  let world: World;
  let spoke: SpokeProcess;

  beforeAll(async () => {
    world = await startWorld();
    spoke = world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token(), WHEELHOUSE_LEASE_SECONDS: '6' });
    await spoke.says('leading as epoch', 60_000);
  });
  afterAll(() => world?.stop());

  const live = (namespace: string, name: string, kind = 'ConfigMap') => {
    const apiVersion = { Job: 'batch/v1', Deployment: 'apps/v1' }[kind] ?? 'v1';
    return world.kube.get({ apiVersion, kind, namespace, name });
  };
  const until = (what: string, probe: () => Promise<boolean>) => waitUntil(probe, { what, timeoutMs: 30_000 });
  const ended = (id: ApplicationId, phase: OperationStatus['phase'], text = '') =>
    world.hub.until(id, ({ operation }) => operation?.phase === phase && operation.message.includes(text), {
      what: `it to be ${phase}`,
      timeoutMs: 30_000,
    });
  const heard = (id: ApplicationId, reason: string): Promise<SpokeEvent> =>
    waitUntil(async () => world.hub.events.find((event) => event.application === id && event.reason === reason), {
      what: `an event ${reason}`,
      timeoutMs: 10_000,
    });
  const once: WantOptions = {
    spec: {
      syncPolicy: {
        automated: { ...automated, selfHeal: false },
        syncOptions: ['CreateNamespace=true'],
        retry: { limit: 0, backoff: { durationMs: 1_000, factor: 1, maxDurationMs: 1_000 } },
      },
    },
  };

  it('a wave in the middle that fails keeps what comes after it from being written', async () => {
    const id = application('1');
    const first = inWave(configMap('first'), -1);
    const bundle = await world.hub.want(id, [first, broken('middle'), inWave(configMap('last'), 1)], once);
    const status = await ended(id, 'Failed');
    expect(status.operation?.message).toMatch(
      /^Deployment ns-1111\/middle: .*exceeded its progress deadline.*; 1 not tried$/,
    );
    expect(await live('ns-1111', 'first')).toBeDefined();
    expect(await live('ns-1111', 'last')).toBeUndefined();
    const { steps = [], cause, revision } = status.operation!;
    expect({ cause, revision }).toEqual({ cause: 'first sync', revision: bundle.revision });
    expect(
      steps.map(({ phase, wave, total, written, done, failed }) => [phase, wave, total, written, done, failed]),
    ).toEqual([
      ['Sync', -1, 1, 1, 1, 0],
      ['Sync', 0, 1, 1, 1, 1],
      ['Sync', 1, 1, 0, 0, 0],
    ]);
    expect(steps[0]!.finishedAt).toBeLessThanOrEqual(steps[1]!.startedAt!);
    const { record } = await heard(id, 'SyncFailed');
    expect(record?.operation).toEqual(status.operation);
    expect(record?.objects.map(({ kind, name, wave, code }) => [kind, name, wave, code])).toEqual([
      ['ConfigMap', 'first', -1, 'Synced'],
      ['Deployment', 'middle', 0, 'SyncFailed'],
      ['ConfigMap', 'last', 1, 'Pending'],
    ]);
    const mended = [first, deployment('middle', 'registry.example/app:1', 1), inWave(configMap('last'), 1)];
    await world.hub.healthy(id, await world.hub.want(id, mended, once));
    expect(await live('ns-1111', 'last')).toBeDefined();
  });

  it('says what it waits for, and gives way to what is newer', async () => {
    const id = application('2');
    const stuck = [deployment('web', 'registry.example/app:missing', 1), inWave(configMap('last'), 1)];
    await world.hub.want(id, stuck, once);
    const status = await world.hub.until(id, ({ operation }) => operation?.message.startsWith('waits for') ?? false);
    expect(status.sync.reason).toMatch(/^waits for Deployment ns-2222\/web in wave 0: /);
    expect(status.operation?.message).toBe(status.sync.reason);
    expect(status.operation?.steps).toMatchObject([
      { wave: 0, total: 1, written: 1, done: 0, failed: 0 },
      { wave: 1, total: 1, written: 0, done: 0, failed: 0 },
    ]);
    const { record } = (await world.hub.ask('operation', { id })) as LiveRequests['operation']['answer'];
    expect(record?.operation.id).toBe(status.operation?.id);
    expect(record?.objects).toMatchObject([
      { name: 'web', code: 'Running', action: 'apply' },
      { name: 'last', code: 'Pending' },
    ]);
    const next = [deployment('web', 'registry.example/app:1', 1), inWave(configMap('last'), 1)];
    await world.hub.healthy(id, await world.hub.want(id, next, once));
  });

  it('heals while it waits, and leaves alone what it has yet to write', async () => {
    const id = application('a');
    const objects = (value: string) => [
      configMap('now', { value }),
      deployment('web', 'registry.example/app:1', 1),
      inWave(configMap('later', { value }), 1),
    ];
    await world.hub.healthy(id, await world.hub.want(id, objects('1')));
    const [now, , later] = objects('2');
    await world.hub.want(id, [now!, deployment('web', 'registry.example/app:missing', 1), later!]);
    await world.hub.until(id, ({ operation }) => operation?.message.startsWith('waits for') ?? false);
    const refOf = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns-aaaa', name });
    const valueOf = async (name: string) => ((await live('ns-aaaa', name))?.['data'] as { value: string }).value;
    await world.kube.patch(refOf('later'), 'application/merge-patch+json', { data: { value: 'hand' } });
    await world.kube.patch(refOf('now'), 'application/merge-patch+json', { data: { value: 'hand' } });
    await until('it to be healed', async () => (await valueOf('now')) === '2');
    await world.kube.delete(refOf('now'), {});
    await until('it to be made again', async () => (await live('ns-aaaa', 'now')) !== undefined);
    expect(world.hub.statuses.get(id)?.operation).toMatchObject({ phase: 'Running' });
    expect(await valueOf('later')).toBe('hand');
    const mended = await world.hub.want(id, objects('3'));
    await world.hub.healthy(id, mended);
    expect([await valueOf('now'), await valueOf('later')]).toEqual(['3', '3']);
  });

  it('runs hooks in their phases, and deletes them as their policies say', async () => {
    const id = application('3');
    const objects = (value: string): KubeObject[] => [
      job('before', hookOf('PreSync', 'HookSucceeded')),
      configMap('a', { a: value }),
      job('kept', hookOf('Sync', 'BeforeHookCreation')),
      job('after', hookOf('PostSync', 'HookFailed')),
      {
        ...job('each-', hookOf('PostSync')),
        metadata: { ...job('each-', hookOf('PostSync')).metadata, generateName: 'each-' },
      },
      job('rescue', hookOf('SyncFail')),
      job('slip', hookOf('presync')),
    ];
    const bundle = await world.hub.want(id, objects('1'), once);
    await world.hub.healthy(id, bundle);
    expect((await ended(id, 'Succeeded')).operation?.message).toBe('1 applied, 4 hooks run');
    const jobs = async () =>
      ((await world.kube.request('/apis/batch/v1/namespaces/ns-3333/jobs')) as { items: KubeObject[] }).items
        .filter(({ metadata }) => metadata['deletionTimestamp'] === undefined)
        .map(({ metadata }) => [metadata.name, String(metadata['uid'])] as const);
    await until('the first hook to go', async () => !(await jobs()).some(([name]) => name === 'before'));
    const first = new Map(await jobs());
    const each = [...first.keys()].find((name) => name.startsWith('each-'));
    expect([...first.keys()].sort()).toEqual(['after', each, 'kept']);
    expect(each).toMatch(new RegExp(`^each-${bundle.revision.slice(0, 7)}-postsync-\\d+$`));
    expect((await live('ns-3333', 'kept', 'Job'))?.metadata['finalizers'] ?? []).not.toContain(
      'argocd.argoproj.io/hook-finalizer',
    );
    await world.hub.healthy(id, await world.hub.want(id, objects('2'), once));
    await until('the second run to be tidy', async () => !(await jobs()).some(([name]) => name === 'before'));
    const second = new Map(await jobs());
    expect(second.get('kept')).not.toBe(first.get('kept'));
    expect(second.has(each!)).toBe(false);
    expect([...second.keys()].filter((name) => name.startsWith('each-'))).toHaveLength(1);
  });

  it('a hook that fails keeps everything back, and the hooks for failures run', async () => {
    const id = application('4');
    const objects = [
      job('before', hookOf('PreSync', 'HookFailed'), FAILING),
      configMap('a'),
      job('rescue', hookOf('SyncFail')),
    ];
    await world.hub.want(id, objects, once);
    const status = await ended(id, 'Failed');
    expect(status.operation?.message).toMatch(/^Job ns-4444\/before: .*; 1 not tried$/);
    expect(await live('ns-4444', 'a')).toBeUndefined();
    expect(await live('ns-4444', 'rescue', 'Job')).toBeDefined();
    await until('the failed one to go', async () => (await live('ns-4444', 'before', 'Job')) === undefined);
  });

  it('terminated, it deletes the hook that runs', async () => {
    const id = application('5');
    const objects = [job('before', hookOf('PreSync'), STUCK), configMap('a')];
    await world.hub.want(id, objects, once);
    await world.hub.until(id, ({ sync }) => sync.reason?.startsWith('PreSync hook Job ns-5555/before runs') ?? false);
    const operation = { id: crypto.randomUUID() as never, kind: 'terminate' as const, prune: false, dryRun: false };
    await world.hub.want(id, objects, { ...once, entry: { operation: { ...operation, requestedBy: 'ada' } } });
    await until('the hook to go', async () => (await live('ns-5555', 'before', 'Job')) === undefined);
    expect(await live('ns-5555', 'a')).toBeUndefined();
    await world.hub.until(id, ({ sync }) => sync.reason?.includes('terminated by ada') ?? false);
  });

  it('a spoke that is killed while a hook runs goes on with it, and does not run it twice', async () => {
    const id = application('6');
    const pod: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'migrate', annotations: hookOf('PreSync') },
      spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'registry.example/job:missing' }] },
    };
    const bundle = await world.hub.want(id, [pod, configMap('a')], once);
    await world.hub.until(id, ({ sync }) => sync.reason?.startsWith('PreSync hook Pod') ?? false);
    const uid = (await live('ns-6666', 'migrate', 'Pod'))?.metadata['uid'];
    const operation = world.hub.statuses.get(id)?.operation;
    await spoke.kill();
    spoke = world.spoke({ WHEELHOUSE_LEASE_SECONDS: '6' });
    await spoke.says('leading as epoch', 60_000);
    await world.hub.until(id, ({ sync }) => sync.reason?.startsWith('PreSync hook Pod') ?? false);
    expect(await live('ns-6666', 'a')).toBeUndefined();
    await world.kube.request('/api/v1/namespaces/ns-6666/pods/migrate/status', {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { status: { phase: 'Succeeded' } },
    });
    const status = await world.hub.healthy(id, bundle);
    expect((await live('ns-6666', 'migrate', 'Pod'))?.metadata['uid']).toBe(uid);
    expect(status.operation).toMatchObject({ id: operation?.id, phase: 'Succeeded', attempt: 1 });
  });

  it('explains an immutable field before it writes anything, and makes anew where that is wanted', async () => {
    const id = application('7');
    const web = deployment('web', 'registry.example/app:1', 1);
    await world.hub.healthy(id, await world.hub.want(id, [web, configMap('a')], once));
    const { spec } = web as unknown as { spec: Record<string, unknown> };
    const labels = { app: 'other' };
    const moved: KubeObject = {
      ...web,
      spec: {
        ...spec,
        selector: { matchLabels: labels },
        template: { ...(spec['template'] as object), metadata: { labels } },
      },
    };
    await world.hub.want(id, [moved, configMap('a', { a: '2' })], once);
    const refused = await ended(id, 'Failed', 'immutable');
    expect(refused.operation?.message).toMatch(
      /^nothing was written: Deployment ns-7777\/web: .*Replace=true,Force=true/,
    );
    expect((await live('ns-7777', 'a'))?.['data']).toEqual({ a: '1' });
    const uid = (await live('ns-7777', 'web', 'Deployment'))?.metadata['uid'];
    const forced = annotated(moved, { 'argocd.argoproj.io/sync-options': 'Replace=true,Force=true' });
    await world.hub.healthy(id, await world.hub.want(id, [forced, configMap('a', { a: '2' })], once));
    expect((await live('ns-7777', 'web', 'Deployment'))?.metadata['uid']).not.toBe(uid);
    expect((await live('ns-7777', 'a'))?.['data']).toEqual({ a: '2' });
  });

  it('replaces whole what says Replace=true: what others put into it goes', async () => {
    const id = application('8');
    const whole = (value: string) =>
      annotated(configMap('a', { a: value }), { 'argocd.argoproj.io/sync-options': 'Replace=true' });
    await world.hub.healthy(id, await world.hub.want(id, [whole('1')], once));
    const theirs = { metadata: { name: 'a', namespace: 'ns-8888' }, data: { theirs: '1' } };
    await world.kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', ...theirs }, { manager: 'somebody' });
    await world.hub.healthy(id, await world.hub.want(id, [whole('2')], once));
    expect((await live('ns-8888', 'a'))?.['data']).toEqual({ a: '2' });
  });

  it('deletes an application between the hooks around its deletion', async () => {
    const id = application('9');
    const objects = [job('before', hookOf('PreDelete')), configMap('a'), job('after', hookOf('PostDelete'), STUCK)];
    await world.hub.healthy(id, await world.hub.want(id, objects, once));
    expect(await live('ns-9999', 'before', 'Job')).toBeUndefined();
    await world.hub.remove(id, 'prune');
    await until('the last hook', async () => (await live('ns-9999', 'after', 'Job')) !== undefined);
    expect((await live('ns-9999', 'before', 'Job'))?.['status']).toMatchObject({ succeeded: 1 });
    expect(await live('ns-9999', 'a')).toBeUndefined();
    expect(world.hub.gone.some((each) => each.id === id)).toBe(false);
    await world.kube.patch(
      { apiVersion: 'batch/v1', kind: 'Job', namespace: 'ns-9999', name: 'after' },
      'application/merge-patch+json',
      { spec: { activeDeadlineSeconds: 1 } },
    );
    const failed = await world.hub.until(id, ({ resources }) => resources.some(({ name }) => name === 'after'), {
      what: 'the failure of the last hook',
      timeoutMs: 30_000,
    });
    expect(failed.sync.reason).toBe('being deleted');
  });
});
