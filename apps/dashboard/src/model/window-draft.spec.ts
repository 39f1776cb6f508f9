import { parse } from 'yaml';
import { draftOf, manifestOf, newDraft } from './window-draft.ts';

const stored = `apiVersion: wheelhouse.dev/v1alpha1
kind: SyncWindow
metadata: { name: nights, labels: { team: web } }
spec:
  kind: allow
  schedule: { rule: FREQ=WEEKLY;BYDAY=TU, start: 2026-01-01T20:00 }
  duration: 10h
  timeZone: cluster
  selectors:
    clusters: { matchLabels: { env: prod }, matchExpressions: [{ key: tier, operator: Exists }] }
    projects: [shop, pay-*]
  calendars: [{ name: de, url: https://example.com/de.ics }]
  exceptions: [{ from: 2026-12-24, to: 2026-12-25, ticket: T-1, reason: party }]
  heal: deny
  spread: 10m
  reason: two nights
`;

it('what is read and not changed is written as it was, also what has no field', () =>
  expect(parse(manifestOf(draftOf(stored)!))).toEqual(parse(stored)));

it('another way to say the times replaces the first', () => {
  const draft = { ...draftOf(stored)!, how: 'dates' as const, from: '2026-12-01T00:00', to: '2026-12-02T00:00' };
  expect(parse(manifestOf(draft)).spec).toMatchObject({
    schedule: { from: '2026-12-01T00:00', to: '2026-12-02T00:00' },
  });
  expect(parse(manifestOf(draft)).spec.duration).toBeUndefined();
  expect(parse(manifestOf({ ...draft, how: 'calendar' })).spec.schedule).toBeUndefined();
});

it('an emptied selection is the whole fleet, but for the expressions', () => {
  const none = { projects: '', applicationSets: '', clusterLabels: '', applicationLabels: '', namespaces: '' };
  expect(parse(manifestOf({ ...draftOf(stored)!, selection: none })).spec.selectors).toEqual({
    clusters: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
  });
});

it('a new one says only what is filled in', () =>
  expect(parse(manifestOf({ ...newDraft('Europe/Berlin'), name: 'x' }))).toEqual({
    ...{ apiVersion: 'wheelhouse.dev/v1alpha1', kind: 'SyncWindow', metadata: { name: 'x' } },
    spec: { kind: 'deny', schedule: { cron: '0 8 * * MON-FRI' }, duration: '10h', timeZone: 'Europe/Berlin' },
  }));

it.each([
  ['an exception', stored.replace('kind: allow', 'kind: except')],
  ['a freeze', stored.replace('heal: deny', 'emergency: true')],
  ['something else', 'kind: Project'],
])('%s has no editor here', (_, text) => expect(draftOf(text)).toBeUndefined());
