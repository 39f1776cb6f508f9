import type { Source } from '@wheelhouse/core-domain';
import { bundleKey, sourceKey, sourceOptionsKey } from './cache-key.ts';
import type { SourceClosure } from './source-closure.ts';

const source: Source = { repoURL: 'u', targetRevision: 'main', path: 'app' };
const options = {
  images: [],
  replicas: [],
  commonLabels: { a: 'b', c: 'd' },
  commonAnnotations: {},
  components: [],
  patches: [],
};
const closure: SourceClosure = {
  files: new Map([
    ['app/a.yaml', '1'],
    ['app/b.yaml', '2'],
  ]),
  links: new Map(),
  need: [],
  problems: [],
  root: 'app',
  escapes: false,
  rewritten: new Map(),
};
const key = (more: Partial<SourceClosure> = {}, toolVersion = '5.8.2', from: Source = source) =>
  sourceKey({ closure: { ...closure, ...more }, options: sourceOptionsKey('kustomize', from), toolVersion });

it('is equal for equal inputs, whatever the revision and repository are called', () => {
  expect(key({}, '5.8.2', { ...source, targetRevision: 'v2', repoURL: 'mirror' })).toBe(key());
  const reordered = { ...options, commonLabels: { c: 'd', a: 'b' } };
  expect(key({}, '5.8.2', { ...source, kustomize: reordered })).toBe(
    key({}, '5.8.2', { ...source, kustomize: options }),
  );
});

it.each([
  [
    'another content',
    key({
      files: new Map([
        ['app/a.yaml', '9'],
        ['app/b.yaml', '2'],
      ]),
    }),
  ],
  [
    'another place',
    key({
      files: new Map([
        ['app/a.yaml', '1'],
        ['app/c.yaml', '2'],
      ]),
    }),
  ],
  ['another file', key({ files: new Map([['app/a.yaml', '1']]) })],
  ['another root', key({ root: 'app/b' })],
  ['another link', key({ links: new Map([['x', 'y']]) })],
  ['another tool', key({}, '5.9.0')],
  ['other options', key({}, '5.8.2', { ...source, kustomize: options })],
])('differs for %s', (_, other) => {
  expect(other).not.toBe(key());
});

it('of a bundle depends on the order of its sources and the namespace', () => {
  const [a, b] = [key(), key({ root: 'x' })];
  expect(
    new Set([bundleKey([a, b], 'n'), bundleKey([b, a], 'n'), bundleKey([a, b], 'm'), bundleKey([a], 'n')]).size,
  ).toBe(4);
});
