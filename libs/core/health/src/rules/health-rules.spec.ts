import type { KubeObject } from '@wheelhouse/core-domain';
import { healthRules } from './find-rules.ts';
import { parseHealthRules } from './health-rules.ts';

const object = (status: object = {}, spec: object = {}): KubeObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name: 'web', namespace: 'shop', generation: 2, annotations: { 'a.b/c': 'on' } },
  spec,
  status,
});
const condition = (type: string, status: string, more: object = {}) => ({ type, status, ...more });
const fits = (test: string, thing: KubeObject): boolean => parseHealthRules(`Healthy if ${test}`)(thing) !== undefined;

describe('a test', () => {
  const ready = object({ conditions: [condition('Ready', 'True', { reason: 'Up' }), condition('x.y/z', 'False')] });
  const sized = object({ phase: 'Running', ready: 1, nodes: [{ ok: true, size: 2 }, { ok: false }] }, { replicas: 3 });
  it.each<[string, string, KubeObject, boolean]>([
    ['a condition by its status', 'Ready=True', ready, true],
    ['a condition with another status', 'Ready=False', ready, false],
    ['a condition that is not there has no status', 'Synced=True', ready, false],
    ['a condition that is not there differs from every status', 'Synced!=True', ready, true],
    ['a condition that is there', 'Ready', ready, true],
    ['a field of a condition', 'Ready.reason=Down|Up', ready, true],
    ['a condition whose name needs quotes', '"x.y/z"=False', ready, true],
    ['a field', '.status.phase=Running', sized, true],
    ['a field that is one of several', '.status.phase=Failed|Running', sized, true],
    ['a text with blanks', '.status.phase="Not Running"', sized, false],
    ['the beginning of a text', '.status.phase ^= Run', sized, true],
    ['the end of a text', '.kind $= ing', sized, true],
    ['an absent field differs', '.status.other!=x', sized, true],
    ['an absent field is less than nothing', '.status.other < 5', sized, false],
    ['an absent field with a default', '.status.other??0 < 5', sized, true],
    ['two fields', '.status.ready < .spec.replicas', sized, true],
    ['a difference', '.status.ready >= .spec.replicas minus .status.ready', sized, false],
    ['an annotation', '.metadata.annotations["a.b/c"]=on', sized, true],
    ['an item of a list', '.status.nodes[0].ok', sized, true],
    ['the last item of a list', '.status.nodes[-1].ok', sized, false],
    ['some', 'some .status.nodes (not .ok)', sized, true],
    ['every', 'every .status.nodes (.ok)', sized, false],
    ['every item of a list that is not there', 'every .status.none (.ok)', sized, true],
    ['how many', 'count .status.nodes (.ok) = 1', sized, true],
    ['how many in all', 'count .status.nodes = 2', sized, true],
    ['a sum', 'sum .status.nodes .size = 2', sized, true],
    ['a ratio', 'ratio .status.rate = 1', object({ rate: '3/3' }), true],
    ['a ratio of nothing', 'ratio .status.rate >= 0', object({ rate: '0/0' }), false],
    ['an empty list is not there', '.status.list', object({ list: [] }), false],
    ['an empty map has a place', 'has .status.map and not .status.map', object({ map: {} }), true],
    ['a status of an older generation', 'stale', object({ observedGeneration: 1 }), true],
    ['a status that tells of no generation', 'stale', object({}), false],
    ['a status that tells of no generation is not observed', 'unobserved', object({}), true],
    [
      'a condition of an older generation',
      'stale Ready',
      object({ conditions: [condition('Ready', 'True', { observedGeneration: 1 })] }),
      true,
    ],
    ['parentheses', 'not (Ready=True or Synced) or .kind=Thing', ready, true],
    ['and binds closer than or', '.kind=Thing or .kind=Other and .kind=Other', ready, true],
    ['the root from within an item', 'some .status.nodes ($.spec.replicas=3)', sized, true],
    ['names of every object are no fields', '.status.constructor', sized, false],
  ])('%s', (_, test, thing, expected) => expect(fits(test, thing)).toBe(expected));
});

describe('a rule', () => {
  const parents = object({
    parents: [
      { parentRef: { name: 'a' }, conditions: [condition('Accepted', 'True')] },
      { parentRef: { name: 'b' }, conditions: [condition('Accepted', 'False', { message: 'no such listener' })] },
    ],
  });
  const down = object({
    conditions: [condition('Ready', 'False', { reason: 'NoBackend', message: '' })],
    left: { b: 1, a: 2 },
  });
  it.each<[string, string, KubeObject, object | undefined]>([
    [
      'the first that fits counts',
      'Degraded if Ready=False: no\nHealthy: yes',
      object(),
      { status: 'Healthy', message: 'yes' },
    ],
    ['nothing fits', 'Degraded if Ready=False', object(), undefined],
    [
      'without a message it says what the condition says, else its reason',
      'Degraded if Ready=False',
      down,
      { status: 'Degraded', message: 'NoBackend' },
    ],
    ['with an empty message it says nothing', 'Degraded if Ready=False:', down, { status: 'Degraded' }],
    [
      'the first of several that says something',
      'Degraded: {Ready.message|Ready.reason|"?"}',
      down,
      { status: 'Degraded', message: 'NoBackend' },
    ],
    [
      'what to say where nothing is there',
      'Degraded: it is {.status.phase|"?"}',
      down,
      { status: 'Degraded', message: 'it is ?' },
    ],
    [
      'names of a map',
      'Degraded: {keys .status.left} ({count .status.left})',
      down,
      { status: 'Degraded', message: 'a, b (2)' },
    ],
    [
      'of each item of a list',
      'Degraded for .status.parents if Accepted=False: {$.kind} at {.parentRef.name}: {Accepted.message}',
      parents,
      { status: 'Degraded', message: 'Thing at b: no such listener' },
    ],
    ['blank lines and comments', '\n# why\n  Healthy\n', object(), { status: 'Healthy' }],
  ])('%s', (_, rules, thing, expected) => expect(parseHealthRules(rules)(thing)).toEqual(expected));

  it.each([
    ['no status', 'Fine if Ready=True', /begins with none of Healthy/],
    ['an open parenthesis', 'Healthy if (Ready=True', /not closed/],
    ['a list without a test', 'Healthy if some .status.nodes', /in parentheses/],
    ['no list', 'Healthy if some nodes (.ok)', /expected a path/],
    ['nothing to compare with', 'Healthy if Ready=', /ends too early/],
    ['two tests without a word between', 'Healthy if Ready=True Synced=True', /did not expect "Synced"/],
    ['signs', 'Healthy if ~Ready', /cannot read/],
    ['a place that is none', 'Healthy: {Ready}', /neither/],
  ])('is refused with %s, and says which', (_, rules, message) => {
    expect(() => parseHealthRules(`\n${rules}`)).toThrow(message);
    expect(() => parseHealthRules(`\n${rules}`)).toThrow(/^rule 2 /);
  });
});

describe('which rules count', () => {
  const find = healthRules([
    { group: '*.example.com', kinds: { '*': 'Suspended', Thing: 'Degraded' } },
    { group: 'a.example.com', kinds: { 'Thing Other': 'Healthy' } },
    { group: 'b.example.com', kinds: { '*': 'Unknown' } },
  ]);
  it.each([
    ['the kind itself', 'a.example.com', 'Other', 'Healthy'],
    ['any kind of a group', 'b.example.com', 'Thing', 'Unknown'],
    ['a kind of all groups below', 'c.example.com', 'Thing', 'Degraded'],
    ['any kind of all groups below', 'a.example.com', 'Third', 'Suspended'],
    ['a wildcard needs something before it', 'example.com', 'Thing', undefined],
    ['and a point', 'badexample.com', 'Thing', undefined],
  ])('%s', (_, group, kind, status) => expect(find(group, kind)?.(object())?.status).toBe(status));
});
