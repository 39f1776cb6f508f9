import { hookRoleOf, isGenerated } from './hook-role.ts';
import type { KubeObject } from './kube-object.ts';

const job = (annotations: Record<string, string>): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'a', annotations },
});
const argo = (hook: string, policy?: string) => ({
  'argocd.argoproj.io/hook': hook,
  ...(policy === undefined ? {} : { 'argocd.argoproj.io/hook-delete-policy': policy }),
});

describe('hookRoleOf', () => {
  it.each<[string, Record<string, string>, string[] | 'resource' | 'left-out']>([
    ['no annotation: a resource', {}, 'resource'],
    ['one hook', argo('PreSync'), ['PreSync']],
    ['several, in the order of phases', argo('PostSync, PreSync'), ['PreSync', 'PostSync']],
    ['hooks around deletion', argo('PostDelete,PreDelete'), ['PreDelete', 'PostDelete']],
    ['Skip alone is left out', argo('Skip'), 'left-out'],
    ['Skip among others does not count', argo('Skip,Sync'), ['Sync']],
    ['a hook in lower case is left out', argo('presync'), 'left-out'],
    ['an empty hook is left out', argo(''), 'left-out'],
    ['what nobody knows among others does not count', argo('Foo,SyncFail'), ['SyncFail']],
    ["Helm's hooks are mapped", { 'helm.sh/hook': 'pre-install,post-upgrade' }, ['PreSync', 'PostSync']],
    ['install and upgrade are one', { 'helm.sh/hook': 'pre-upgrade, pre-install' }, ['PreSync']],
    ["Helm's deletion hooks", { 'helm.sh/hook': 'pre-delete,post-delete' }, ['PreDelete', 'PostDelete']],
    ["Helm's tests are left out", { 'helm.sh/hook': 'test' }, 'left-out'],
    ["Helm's rollback hooks are left out", { 'helm.sh/hook': 'pre-rollback' }, 'left-out'],
    ["Helm 2's crd-install is a resource", { 'helm.sh/hook': 'crd-install' }, 'resource'],
    ["Argo CD's hook counts before Helm's", { ...argo('Sync'), 'helm.sh/hook': 'post-install' }, ['Sync']],
    ["garbage falls back to Helm's", { ...argo('garbage'), 'helm.sh/hook': 'post-install' }, ['PostSync']],
  ])('%s', (_, annotations, expected) => {
    const role = hookRoleOf(job(annotations));
    expect(role.kind === 'hook' ? role.types : role.kind).toEqual(expected);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['without one, before the next creation', argo('Sync'), ['BeforeHookCreation']],
    ['as written', argo('Sync', 'HookFailed, HookSucceeded'), ['HookSucceeded', 'HookFailed']],
    ['garbage is none', argo('Sync', 'hooksucceeded'), ['BeforeHookCreation']],
    [
      "Helm's are mapped",
      { 'helm.sh/hook': 'post-install', 'helm.sh/hook-delete-policy': 'hook-succeeded,before-hook-creation' },
      ['HookSucceeded', 'BeforeHookCreation'],
    ],
  ])('delete policy: %s', (_, annotations, expected) =>
    expect(hookRoleOf(job(annotations))).toMatchObject({ deletePolicies: expected }),
  );

  it.each<[string, Record<string, string>, string]>([
    ['a slip', argo('presync'), 'argocd.argoproj.io/hook: presync is no hook; did you mean PreSync?'],
    ['nothing', argo(''), 'argocd.argoproj.io/hook: an empty text is no hook'],
    ["Helm's tests", { 'helm.sh/hook': 'test' }, 'helm.sh/hook: test is no hook of a sync'],
  ])('says why it is left out: %s', (_, annotations, reason) =>
    expect(hookRoleOf(job(annotations))).toEqual({ kind: 'left-out', reason }),
  );

  it('takes annotations that are none for none', () =>
    expect(hookRoleOf({ ...job({}), metadata: { name: 'a', annotations: null as never } })).toEqual({
      kind: 'resource',
    }));
});

it('isGenerated: without a name of its own', () => {
  const named = (metadata: KubeObject['metadata']) => isGenerated({ ...job({}), metadata });
  expect(named({ name: 'a' })).toBe(false);
  expect(named({ name: 'a', generateName: 'a-' })).toBe(false);
  expect(named({ name: 'a-', generateName: 'a-' })).toBe(true);
  expect(named({ generateName: 'a-' } as never)).toBe(true);
});
