import type { KubeObject } from '@wheelhouse/core-domain';
import { assessHealth, needsBody } from './assess-health.ts';
import { customHealth, isCustomizationConfigMap, needsScripts, readHealthCustomizations } from './customizations.ts';

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { paused: true },
};
const read = (data: object) => {
  const result = readHealthCustomizations(data);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
/** Says which script it was given. */
const find = (data: object) => customHealth(read(data), (script) => ({ status: 'Healthy', message: script }));

describe('customizations of argocd-cm', () => {
  it.each<[string, object, string, string, string | undefined]>([
    ['a kind of a group', { 'resource.customizations.health.apps_Deployment': 'a' }, 'apps', 'Deployment', 'a'],
    ['a kind of the core group', { 'resource.customizations.health.Pod': 'a' }, '', 'Pod', 'a'],
    ['not another kind', { 'resource.customizations.health.apps_Deployment': 'a' }, 'apps', 'StatefulSet', undefined],
    ['not a kind of another group', { 'resource.customizations.health.Pod': 'a' }, 'x.io', 'Pod', undefined],
    [
      'the older form',
      { 'resource.customizations': 'apps/Deployment:\n  health.lua: |\n    a\n  actions: x\n' },
      'apps',
      'Deployment',
      'a\n',
    ],
    [
      'globs of the older form',
      { 'resource.customizations': '"*.aws.crossplane.io/*":\n  health.lua: a\n' },
      's3.aws.crossplane.io',
      'Bucket',
      'a',
    ],
    [
      'the kind itself before a glob',
      { 'resource.customizations': '"apps/*": { health.lua: a }\napps/Deployment: { health.lua: b }' },
      'apps',
      'Deployment',
      'b',
    ],
    [
      'other keys are not ours',
      { 'resource.customizations.actions.apps_Deployment': 'a', url: 'x' },
      'apps',
      'Deployment',
      undefined,
    ],
    [
      'rules of our own',
      { 'resource.customizations.healthRules.apps_Deployment': 'Healthy: all is well' },
      'apps',
      'Deployment',
      'all is well',
    ],
  ])('%s', (_, data, group, kind, message) => expect(find(data)(group, kind)?.(deployment)?.message).toBe(message));

  it.each<[string, object, RegExp]>([
    ['a key that names no kind', { 'resource.customizations.health.a_b_c': '' }, /a_b_c is no kind/],
    ['broken YAML', { 'resource.customizations': 'a: [' }, /resource.customizations/],
    ['no map', { 'resource.customizations': '- a' }, /no map/],
    ['broken rules', { 'resource.customizations.healthRules.Pod': 'Fine' }, /rule 1 "Fine"/],
  ])('refuses %s', (_, data, message) => {
    const result = readHealthCustomizations(data);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result).replaceAll('\\"', '"')).toMatch(message);
  });

  it('needs the Lua engine for scripts only', () => {
    expect(needsScripts(read({ 'resource.customizations.healthRules.Pod': 'Healthy' }))).toBe(false);
    expect(needsScripts(read({ 'resource.customizations.health.Pod': '' }))).toBe(true);
  });

  it('is argocd-cm alone', () => {
    const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    expect([configMap('argocd-cm'), configMap('other')].map(isCustomizationConfigMap)).toEqual([true, false]);
  });
});

describe('a custom health', () => {
  const custom = find({
    'resource.customizations.health.apps_Deployment': 'mine',
    'resource.customizations.health.ConfigMap': 'x',
  });
  it('goes before what Wheelhouse knows', () =>
    expect(assessHealth(deployment, custom)).toEqual({ status: 'Healthy', message: 'mine' }));
  it('does not hide that an object is being deleted', () => {
    const leaving = { ...deployment, metadata: { name: 'web', deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(assessHealth(leaving, custom)?.message).toBe('Pending deletion');
  });
  it('that returns nothing means that there is none', () =>
    expect(assessHealth(deployment, () => () => undefined)).toBeUndefined());
  it('needs the body of a kind that had no health', () =>
    expect([needsBody('', 'ConfigMap'), needsBody('', 'ConfigMap', custom)]).toEqual([false, true]));
});
