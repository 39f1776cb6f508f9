import { fuzz, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import { json } from 'jq-wasm';
import { compileJqPath } from './jq-path.ts';

const DOCUMENT = {
  metadata: { name: 'shop', labels: { 'app.kubernetes.io/name': 'x' } },
  spec: {
    source: { repoURL: 'r', targetRevision: 'main', helm: { parameters: [{ name: 'image.tag', value: '1' }] } },
    sources: [
      { repoURL: 'https://git.example.com/one', targetRevision: 'main' },
      { repoURL: 'https://git.example.com/two', targetRevision: 'main', ref: 'values' },
    ],
    replicas: 3,
    nothing: null,
  },
};

const paths = (text: string): unknown => {
  const compiled = compileJqPath(text);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value(DOCUMENT);
};

describe('a jq path expression', () => {
  it.each([
    ['the whole document', '.'],
    ['a field', '.spec.source.targetRevision'],
    ['a field that is not there', '.spec.source.chart'],
    ['a field below one that is not there', '.spec.a.b'],
    ['a field below null', '.spec.nothing.a'],
    ['a name in quotes', '.metadata.labels["app.kubernetes.io/name"]'],
    ['a name in quotes behind a dot', '."metadata"."name"'],
    ['an item', '.spec.sources[1]'],
    ['all items', '.spec.sources[].targetRevision'],
    ['all members', '.metadata[]'],
    ['a pipe', '.spec | .sources | .[0]'],
    ['several', '.spec.replicas, .spec.source.repoURL'],
    ['parentheses', '(.spec | (.source, .nothing)).repoURL'],
    ['items that are chosen', '.spec.sources[] | select(.repoURL == "https://git.example.com/two")'],
    ['a field of those', '.spec.sources[] | select(.repoURL == "https://git.example.com/two").targetRevision'],
    ['and', '.spec.sources[] | select(.ref == "values" and .targetRevision != "dev")'],
    ['or, which binds weaker', '.spec.sources[] | select(.ref == "a" and .ref == "b" or .ref == "values")'],
    ['not', '.spec.sources[] | select(.ref | not)'],
    ['has', '.spec.sources[] | select(has("ref"))'],
    ['startswith', '.spec.sources[] | select(.repoURL | startswith("https://git"))'],
    ['endswith', '.spec.sources[] | select(.repoURL | endswith("two"))'],
    ['contains', '.spec.sources[] | select(.repoURL | contains("two") | not)'],
    ['length', '.spec.sources | select(length > 1) | .[0]'],
    ['type', '.spec[] | select(type == "array")'],
    ['texts in small letters', '.metadata | select(.name | ascii_downcase == "shop")'],
    ['everything below', '.spec.source | .. | select(type == "string")'],
    ['recurse', '.spec.sources | recurse | select(type == "object")'],
    ['nested lists', '.spec.source.helm.parameters[] | select(.name == "image.tag") | .value'],
    ['numbers are compared as numbers', '.spec | select(.replicas >= 3) | .replicas'],
    ['nothing that fits', '.spec.sources[] | select(.repoURL == "x")'],
  ])('%s, as jq says', async (_, text) => {
    expect(paths(text)).toEqual(await json(DOCUMENT, `[path(${text})]`));
  });

  it('names the last item by its place', () => {
    expect(paths('.spec.sources[-1].ref')).toEqual([['spec', 'sources', 1, 'ref']]);
  });

  it.each([
    ['a field of a text', '.metadata.name.first'],
    ['an item of a map', '.metadata[0]'],
    ['items of a number', '.spec.replicas[]'],
    ['the same with a question mark', '.spec.replicas[]?'],
  ])('%s names nothing', (_, text) => {
    expect(paths(text)).toEqual([]);
  });

  it.each([
    ['an unclosed bracket', '.spec[', 'at character 7: it ends too early'],
    ['two dots too many', '.spec...a', 'at character 6: ".." is not understood'],
    ['an unclosed text', '.spec["a', 'at character 7: "\\"a" is not jq'],
    ['an unknown function', '.spec | map(.a)', 'at character 9: map is not understood; select, recurse'],
    ['a variable', '$x', 'at character 1: "$" is not understood'],
    ['a slice', '.a[1:2]', 'at character 5: ":" is not understood, ] was expected'],
    ['a value instead of a place', '.a == 1', 'gives values, where the place of a field is wanted'],
    ['an interpolated text', '.["\\(.a)"]', 'is no plain text'],
    ['what is too deep', `${'('.repeat(60)}.${')'.repeat(60)}`, 'is nested more than 50 deep'],
    ['what is too long', `.${'a'.repeat(3000)}`, 'is longer than 2000 characters'],
  ])('refuses %s and says where', (_, text, message) => {
    const compiled = compileJqPath(text);
    expect(compiled).toMatchObject({ ok: false, error: expect.stringContaining(message) as string });
  });

  it('ends where jq would not for years', () => {
    expect(paths('..|..|..|..|..|..|..|..|..|..|..|..')).toEqual([]);
  });

  it('survives bad input by the thousand', () => {
    const texts = mutatedTexts(
      '.a.b[0]["x"][]?',
      '.s[] | select(.a == "b" and (.c | length) > 1).d',
      '.., recurse | -1',
    );
    fuzz(texts, (text) => {
      const compiled = compileJqPath(text);
      return compiled.ok ? Array.isArray(compiled.value(DOCUMENT)) : compiled.error !== '';
    });
    fuzz(sharpTexts, (text) => typeof compileJqPath(text).ok === 'boolean');
  }, 600_000);
});
