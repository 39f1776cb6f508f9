import { describe, expect, it } from '@jest/globals';
import { parseApplicationSet, type ApplicationSet } from '@wheelhouse/core-domain';
import { loadHubConfig } from '../config.ts';
import { rulesOf, setDefaultsOf } from './set-rules.ts';

const set = (syncPolicy: object, more: object = {}): ApplicationSet => {
  const parsed = parseApplicationSet({
    metadata: { name: 'shop' },
    spec: { generators: [], template: { metadata: { name: 'x' } }, syncPolicy, ...more },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.value;
};
const defaultsOf = (env: Record<string, string>) => {
  const config = loadHubConfig({ DATABASE_URL: 'postgresql://x', NATS_URL: 'nats://x', ...env });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return setDefaultsOf(config.value);
};
const POLICY = 'WHEELHOUSE_APPLICATIONS_SYNC';
const OVERRIDE = 'WHEELHOUSE_APPLICATIONS_SYNC_OVERRIDE';

describe('what a set may do with its Applications', () => {
  it.each([
    ['everything, where nobody says anything', {}, undefined, 'sync'],
    ['what it says, where the hub says nothing', {}, 'create-only', 'create-only'],
    ['what the hub says', { [POLICY]: 'create-update' }, undefined, 'create-update'],
    ['what the hub says, against the set', { [POLICY]: 'create-update' }, 'sync', 'create-update'],
    ['what the set says, where the hub lets it', { [POLICY]: 'create-only', [OVERRIDE]: 'true' }, 'sync', 'sync'],
    ['everything, where the hub lets nobody choose', { [OVERRIDE]: 'false' }, 'create-only', 'sync'],
  ])('%s', (_, env, applicationsSync, expected) => {
    const rules = rulesOf(set({ ...(applicationsSync && { applicationsSync }) }), defaultsOf(env as never));
    expect(rules.applicationsSync).toBe(expected);
  });

  it.each([
    ['sync', true, true],
    ['create-only', false, false],
    ['create-update', true, false],
    ['create-delete', false, true],
  ])('%s', (applicationsSync, mayChange, mayDelete) => {
    expect(rulesOf(set({ applicationsSync }), defaultsOf({}))).toMatchObject({ mayChange, mayDelete });
  });

  it('what the hub preserves is preserved beside what the set names', () => {
    const env = { WHEELHOUSE_PRESERVED_ANNOTATIONS: 'a, b', WHEELHOUSE_PRESERVED_LABELS: 'c' };
    const rules = rulesOf(set({}, { preservedFields: { annotations: ['own'] } }), defaultsOf(env));
    expect(rules.preserving.preservedFields).toEqual({ annotations: ['own', 'a', 'b'], labels: ['c'] });
  });
});
