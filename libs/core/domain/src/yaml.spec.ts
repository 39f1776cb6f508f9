import fc from 'fast-check';
import { yamlText } from './yaml-text.ts';
import { parseYaml } from './yaml.ts';

const read = (text: string): unknown => {
  const result = parseYaml(text, 'f.yaml');
  return result.ok
    ? result.value.map((document) => document.value)
    : result.error.map((problem) => `${problem.where}: ${problem.message}`);
};

describe('scalars as sigs.k8s.io/yaml reads them', () => {
  it.each([
    ['yes no on off y n are booleans', '[yes, No, ON, off, y, N]', [true, false, true, false, true, false]],
    ['true in any of three cases', '[true, True, TRUE, tRUE]', [true, true, true, 'tRUE']],
    ['quotes keep text', '["yes", \'0777\']', ['yes', '0777']],
    ['octal with a leading zero', '[0777, 0o17, 00, 09]', [511, 15, 0, 9]],
    ['underscores', '[1_000, 1_0.5]', [1000, 10.5]],
    ['hexadecimal and binary', '[0x1F, 0b11, -0x10]', [31, 3, -16]],
    ['floats', '[1.5, .5, 1e3, +1, 5.]', [1.5, 0.5, 1000, 1, 5]],
    ['null', '[~, null, Null, ""]', [null, null, null, '']],
    ['dates and sexagesimal numbers are text', '[2020-01-01, 1:30]', ['2020-01-01', '1:30']],
    ['tags win', '[!!str 1, !!int "3", !!binary aGk=]', ['1', 3, 'hi']],
    ['block scalars are text', '|-\n  yes\n', 'yes'],
  ])('%s', (_, text, value) => expect(read(text)).toEqual([value]));

  it('reads keys by the same rules', () => {
    expect(read('n: a\n1: b\n1.50: c\n"y": d')).toEqual([{ false: 'a', '1': 'b', '1.5': 'c', y: 'd' }]);
  });
});

describe('structure', () => {
  it.each([
    ['documents, without the empty ones', 'a: 1\n---\n# nothing\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['nothing at all', '', []],
    ['aliases', 'a: &x [1]\nb: *x', [{ a: [1], b: [1] }]],
    ['an anchor that is defined again', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', [{ a: 1, b: 1, c: 2, d: 2 }]],
    [
      'merge keys; own keys win, then the earlier',
      'a: &a {x: 1, k: 1}\nb: &b {k: 2, z: 2}\nc: {<<: [*a, *b], x: 0}',
      [{ a: { x: 1, k: 1 }, b: { k: 2, z: 2 }, c: { x: 0, k: 1, z: 2 } }],
    ],
    ['JSON', '{"a": [1, {"b": null}]}', [{ a: [1, { b: null }] }]],
  ])('%s', (_, text, value) => expect(read(text)).toEqual(value));

  it('takes __proto__ for a key', () => {
    const result = parseYaml('__proto__: {polluted: 1}', 'f');
    expect(result.ok && JSON.stringify(result.value[0]!.value)).toBe('{"__proto__":{"polluted":1}}');
  });
  it('knows the line of each field', () => {
    const result = parseYaml('# c\na:\n  b:\n  - x\n  - c: 1\n', 'f');
    expect(result.ok && Object.fromEntries(result.value[0]!.lines)).toEqual({
      a: 2,
      'a.b': 3,
      'a.b[0]': 4,
      'a.b[1]': 5,
      'a.b[1].c': 5,
    });
  });
});

describe('broken YAML', () => {
  it.each([
    ['an open bracket', 'a: [1, 2\nb: 3', /^f\.yaml:2:1: broken YAML/],
    ['bad indentation', 'a:\n  b: 1\n c: 2', /^f\.yaml:3:\d+: broken YAML/],
    ['a tab', 'a:\n\tb: 1', /^f\.yaml:2:1: broken YAML/],
    ['a key twice', 'a: 1\nb: 2\na: 3', /^f\.yaml:3:1: broken YAML: a key appears twice/],
    ['an alias without an anchor', 'a: *x', /^f\.yaml:1:4: broken YAML/],
    ['a map as key', '? {a: 1}\n: b', /f\.yaml:1:3: broken YAML: a key is neither/],
    ['infinity', 'a: .inf', /neither infinity nor NaN/],
    ['an alias of what it is in', 'a: &a [*a]', /nested deeper/],
    ['deep nesting', '['.repeat(100_000), /nested too deep/],
  ])('%s is refused', (_, text, message) => expect((read(text) as string[]).join()).toMatch(message));

  it('never quotes what may be a secret', () => {
    for (const text of [
      'password: hunter2: hunter2',
      'a: "hunter2',
      '{a: hunter2',
      'x: !<hunter2',
      '- hunter2\nb: hunter2',
    ]) {
      expect(JSON.stringify(read(text))).not.toContain('hunter2');
    }
  });
});

describe('bounds', () => {
  it('stops aliases that multiply', () => {
    const ten = (item: string): string => Array.from({ length: 10 }, () => item).join(',');
    const levels = 'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${ten(`*${'abcdefghi'[i]}`)}]`);
    expect(read(['a: &a [x]', ...levels].join('\n'))).toEqual([
      'f.yaml: broken YAML: its aliases expand to too many values',
    ]);
  });
  it('refuses a text that is too long', () => {
    const result = parseYaml('a'.repeat(11), 'f', { maxLength: 10 });
    expect(!result.ok && result.error[0]!.message).toBe('the file is 11 characters long; 10 are allowed');
  });
});

describe('text that is printed', () => {
  it.each([
    'yes',
    'n',
    'Off',
    '0777',
    '1_000',
    '0b11',
    '1:20',
    '1e3',
    '.5',
    '~',
    'null',
    '',
    '-',
    '2024-01-02',
    ' a',
    'a: b',
  ])('%j is quoted where it would be another thing', (text) =>
    expect(read(yamlText({ [text]: text }))).toEqual([{ [text]: text }]),
  );
  it('reads as what it was made of', () => {
    const words = fc.constantFrom(
      'y',
      'NO',
      'on',
      '0x1F',
      '1_0',
      '+.inf',
      '.NaN',
      '12e03',
      '<<',
      '=',
      '- a',
      '#',
      '!a',
      '&a',
    );
    const texts = fc.oneof(words, fc.string(), fc.stringMatching(/^[-+.\dxobe_:]{1,6}$/));
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        ...[texts, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)],
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(texts, tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(values, (value) => {
        const json = JSON.parse(JSON.stringify({ value })) as object;
        expect(read(yamlText(json))).toEqual([json]);
      }),
    );
  });
});
