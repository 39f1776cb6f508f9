import { isOlder, podSelectorOf, recordOf, writtenVersion } from './live-record.ts';

const workload = (selector: unknown) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'n', uid: 'u', resourceVersion: '5', generation: 2 },
  spec: { replicas: 1, selector },
});

it.each([
  ['labels', { matchLabels: { app: 'web', tier: 'a' } }, 'app=web,tier=a'],
  ['sets', { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] }, 'app in (a,b)'],
  ['absence', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, '!app'],
  ['nothing, which would be every pod', {}, undefined],
])('a selector of %s', (_, selector, expected) => {
  expect(podSelectorOf(workload(selector))).toBe(expected);
});

it.each([
  ['9', '10', true],
  ['10', '9', false],
  ['10', '10', false],
  ['opaque', '10', false],
])('version %s is older than %s: %s', (a, b, expected) => {
  expect(isOlder(a, b)).toBe(expected);
});

it('keeps of an object what status needs, and the selector only while it is unwell and its controller knows it', () => {
  const applied = workload({ matchLabels: { app: 'web' } });
  expect(recordOf(applied)).not.toHaveProperty('podSelector');
  const record = recordOf({ ...applied, status: { observedGeneration: 2 } });
  expect(record).toMatchObject({ uid: 'u', health: { status: 'Progressing' }, podSelector: 'app=web' });
  expect(JSON.stringify(record).length).toBeLessThan(400);
});

it('sees what people wrote, and no status', () => {
  const before = workload({});
  expect(writtenVersion({ ...before, metadata: { ...before.metadata, resourceVersion: '6' } })).toBe(
    writtenVersion(before),
  );
  expect(writtenVersion({ ...before, metadata: { ...before.metadata, generation: 3 } })).not.toBe(
    writtenVersion(before),
  );
});
