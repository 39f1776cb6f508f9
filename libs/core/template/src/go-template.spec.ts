import { compile, missingKeyOf, type ExecuteOptions } from './go-template.ts';
import { fromJson, toJsonValue } from './values.ts';

const run = (text: string, params: unknown = {}, options: ExecuteOptions = {}): unknown => {
  const compiled = compile(text);
  if (!compiled.ok) return compiled.error;
  const result = compiled.value.execute(fromJson(params), options);
  return result.ok ? { text: result.value } : result.error;
};

describe('bounds', () => {
  it.each([
    [
      'the output',
      '{{range until 1000}}{{range until 1000}}xxxxxxxx{{end}}{{end}}',
      /makes more than 1048576 characters/,
    ],
    ['what a function makes', '{{repeat 100000000 "xxxxxxxxxxxx"}}', /makes more than/],
    ['doubling again and again', `{{$x := "xxxxxxxx"}}${'{{$x = print $x $x}}'.repeat(40)}`, /(makes|takes) more than/],
    ['a list', '{{range until 100000000}}{{end}}', /takes more than 1000000 steps/],
    ['an integer to range over', '{{range 100000000}}{{end}}', /takes more than 1000000 steps/],
    ['nested loops', '{{range until 5000}}{{range until 5000}}{{end}}{{end}}', /takes more than 1000000 steps/],
    ['a template that calls itself', '{{define "a"}}{{template "a"}}{{end}}{{template "a"}}', /deeper than 100 levels/],
    ['parentheses', `{{${'('.repeat(5000)}1${')'.repeat(5000)}}}`, /nested deeper than 100 parentheses/],
    ['actions', '{{if true}}'.repeat(5000), /nested deeper than 100 actions/],
    ['a chain of else', `{{if true}}${'{{else if true}}'.repeat(5000)}{{end}}`, /nested deeper than 100 actions/],
    ['a map in itself', '{{$d := dict}}{{$_ := set $d "d" $d}}{{$d}}', /a map cannot hold itself/],
    [
      'a list that grows',
      '{{$l := list}}{{range until 900000}}{{$l = append $l .}}{{end}}',
      /takes more than 1000000 steps/,
    ],
    [
      'work on long text',
      '{{$t := repeat 500000 "x"}}{{range until 900000}}{{$u := upper $t}}{{end}}',
      /takes more than/,
    ],
    ['copies', '{{$l := until 90000}}{{range until 9000}}{{$c := deepCopy $l}}{{end}}', /takes more than/],
    ['JSON made again and again', '{{$l := until 90000}}{{range until 9000}}{{$c := toJson $l}}{{end}}', /more than/],
    ['YAML that grows', '{{fromYaml .y}}', /too many values/],
  ])('%s has one', (_, text, message) => {
    const ten = (item: string): string => Array.from({ length: 10 }, () => item).join(',');
    const y = ['a: &a [x]', ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${ten(`*${'abcdefghi'[i]}`)}]`)].join(
      '\n',
    );
    expect(run(text, { y })).toMatch(message);
  });
});

describe('functions', () => {
  it('names one that does not exist', () => {
    expect(run('{{ include "x" . }}')).toBe('1:4: function "include" not defined');
  });
  it.each(['env', 'expandenv', 'getHostByName', 'lookup', 'required', 'constructor', '__proto__', 'toLocaleString'])(
    '%s does not exist',
    (name) => expect(run(`{{ ${name} "x" }}`)).toBe(`1:4: function "${name}" not defined`),
  );
  it('changes nothing in the parameters, even with set', () => {
    const params = fromJson({ nested: { a: 1 } });
    const template = compile('{{ $_ := set .nested "b" 2 }}{{ .nested }}');
    expect(template.ok && [template.value.execute(params), template.value.execute(params)]).toEqual([
      { ok: true, value: 'map[a:1 b:2]' },
      { ok: true, value: 'map[a:1 b:2]' },
    ]);
    expect(toJsonValue(params)).toEqual({ nested: { a: 1 } });
  });
});

describe('keys that JavaScript knows', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is missing like any other', (key) => {
    expect(run(`{{ .${key} }}`, { a: 1 })).toEqual({ text: '<no value>' });
  });
  it('are data where they are there', () => {
    expect(run('{{ .__proto__ }} {{ toJson . }}', JSON.parse('{"__proto__": "x"}'))).toEqual({
      text: 'x {"__proto__":"x"}',
    });
  });
});

describe('numbers', () => {
  it.each([
    [1000000, '1000000', '1e+06'],
    [1234567, '1234567', '1.234567e+06'],
    [0.00001, '0.00001', '1e-05'],
    [1e21, '1000000000000000000000', '1e+21'],
    [1.5, '1.5', '1.5'],
  ])('%d prints as %s, and as %s the way Go does', (n, plain, go) => {
    expect(run('{{ .n }} {{ toString .n }} {{ printf "%v" .n }}', { n })).toEqual({
      text: `${plain} ${plain} ${plain}`,
    });
    expect(run('{{ .n }}', { n }, { numberFormat: 'go' })).toEqual({ text: go });
  });
});

describe('missingkey', () => {
  it.each([
    ['nothing said is an error', [], 'error'],
    ['the last one wins', ['missingkey=error', 'missingkey=zero'], 'zero'],
    ['default', ['missingkey=default'], 'default'],
    ['invalid is default', ['missingkey=invalid'], 'default'],
  ] as const)('%s', (_, options, expected) => expect(missingKeyOf(options)).toBe(expected));
});
