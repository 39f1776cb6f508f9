import type { KustomizeOptions } from '@wheelhouse/core-domain';
import type { JsonMap } from './kustomization-references.ts';
import { editKustomization, parseImage } from './edit-kustomization.ts';

const none: KustomizeOptions = {
  images: [],
  replicas: [],
  commonLabels: {},
  commonAnnotations: {},
  components: [],
  patches: [],
};

// That each edit gives what `kustomize edit` gives is tried with the real one, in adapters/render.
it.each([
  ['nginx', { name: 'nginx' }],
  ['nginx:1', { name: 'nginx', newTag: '1' }],
  ['nginx@sha256:ab', { name: 'nginx', digest: 'sha256:ab' }],
  ['nginx:1@sha256:ab', { name: 'nginx', newTag: '1', digest: 'sha256:ab' }],
  ['nginx=other', { name: 'nginx', newName: 'other' }],
  ['nginx=host:5000/other:1', { name: 'nginx', newName: 'host:5000/other', newTag: '1' }],
  ['host:5000/nginx', { name: 'host:5000/nginx' }],
  ['host:5000/nginx:2', { name: 'host:5000/nginx', newTag: '2' }],
  ['nginx=*:2', { name: 'nginx', newName: '*', newTag: '2' }],
])('the image %s', (text, expected) => {
  expect(parseImage(text)).toEqual(expected);
});

it('options that say nothing change nothing', () => {
  const written = { resources: ['a.yaml'], images: [{ name: 'b' }, { name: 'a' }] };
  expect(editKustomization(written, none)).toBe(written);
});

it('an image is replaced whole, others stay', () => {
  const written: JsonMap = {
    images: [
      { name: 'b', newTag: '1' },
      { name: 'a', newName: 'x', newTag: '1' },
    ],
  };
  const edited = editKustomization(written, { ...none, images: ['a:2', 'c:3'] });
  expect(edited['images']).toEqual([
    { name: 'a', newTag: '2' },
    { name: 'b', newTag: '1' },
    { name: 'c', newTag: '3' },
  ]);
});

it('a component that is listed already is not added twice', () => {
  expect(editKustomization({ components: ['a'] }, { ...none, components: ['a', 'b'] })).toEqual({
    components: ['a', 'b'],
  });
});
