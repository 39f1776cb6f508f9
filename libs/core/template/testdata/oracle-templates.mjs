// Writes the templates of oracle.json, without results: go-vectors.go fills them in (see README.md here).
// The same seed gives the same templates: `node oracle-templates.mjs < go-vectors.json | TZ=UTC go run go-vectors.go short > oracle.json`.
import { readFileSync } from 'node:fs';

let state = 20261121;
/** Mulberry32. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const cases = [];
const seen = new Set();
function add(template, missingKey) {
  const key = `${template}\0${missingKey ?? ''}`;
  if (seen.has(key)) return;
  seen.add(key);
  cases.push({ template, ...(missingKey && { missingKey }) });
}
const q = (text) => JSON.stringify(text).replace(/\\u2028/g, '\u2028');

const STRINGS = [
  '', 'a', 'Hello World', 'foo-bar_baz', 'ünïcödé ß', '  pad  ', 'a,b,,c', '1.2.3', 'v2.0.0-rc.1', 'camelCaseText',
  'HTTPServer2Go', '日本語 text', 'a\nb\nc', 'x/y/../z.tar.gz', '/abs//p/', 'Zm9v', 'MZXW6===', '!!bad', '3.14', '0x1f',
  '010', 'true', 'é', 'a.b.c', '{"a":[1,2.5,null,{"b":"c"}]}', 'a: 1\nb: [x, y]', '- 1\n- a', '1h30m', '-5', '\t', '%d',
  "<a href='x'>&", '😀 smile', 'lorem ipsum dolor sit amet consectetur', '1_000', '12e3', '+7', 'A', 'aaa', 'one two', '0',
  'https://example.org/a?b=c', 'key=value;k2', '2024-02-29', 'x y z', 'null', '[]', '{}', 'ǆ', 'İstanbul', 'STRASSE', 'a--b', '_x_',
];
const INTS = ['0', '1', '2', '3', '5', '-1', '-3', '10', '80', "'a'", '0x10', '0b11', '0o17', '1_000'];
const FLOATS = ['0.0', '1.5', '-2.5', '0.1', '1e6', '3.0', '2.675', '1e-7', '123456789.0', '0x1p4', '1e21'];
const LISTS = [
  '.list', '.mixed', '.emptyList', '.segments', '(list 1 2 3)', '(list "a" "b" "a")', '(list)', '(list 1 "x" nil true 2.5)',
  '(list 0 "" false 1)', '(until 4)', '(list "b" "A" "a" "é")', '(list 1 1 2)', '(splitList "," "a,b,c")', '(list (list 1) (list 2))', '.nested.l',
];
const MAPS = [
  '.nested', '.emptyMap', '(dict)', '(dict "a" 1)', '(dict "a" 1 "b" (dict "c" 2))', '(dict "k" "v" "odd")', '.proto', '.labels',
  '(dict "a" "" "b" nil)', '(dict "a" (dict "b" 1))',
];
const OTHERS = ['true', 'false', 'nil', '.n', '.big', '.f', '.neg', '.zero', '.t', '.fl', '.isNull', '.missing', '.name', '(int64 7)', '(toString 3)'];
const string = () => (random() < 0.85 ? q(pick(STRINGS)) : pick(['.name', '.uni', '.multi', '.empty', '.spaces', '.html', '.json', '.yaml', '.n']));
const int = () => (random() < 0.93 ? pick(INTS) : pick(['.n', '"x"', '(int 4)', '1.5', '(len "abc")']));
const list = () => (random() < 0.93 ? pick(LISTS) : any());
const map = () => (random() < 0.93 ? pick(MAPS) : any());
const number = () => pick(random() < 0.5 ? INTS : random() < 0.7 ? FLOATS : ['.n', '.f', '.neg', '"12"', '"1.5"', '"x"', 'true', 'nil', '.big', '.zero', '""', '"0x1f"', '"010"']);
const float = () => (random() < 0.9 ? pick(FLOATS) : number());
function any() {
  return pick([string, () => pick(INTS), () => pick(FLOATS), () => pick(LISTS), () => pick(MAPS), () => pick(OTHERS)])();
}
const bool = () => (random() < 0.9 ? pick(['true', 'false', '.t', '.fl']) : any());
const KEYS = ['"a"', '"b"', '"c"', '"zz"', '"e"', '"l"', '"k"', '""'];
const key = () => (random() < 0.95 ? pick(KEYS) : any());
const TYPES = ['"string"', '"int"', '"float64"', '"map"', '"slice"', '"bool"', '"[]string"', '"map[string]interface {}"', '"invalid"'];
const type = () => pick(TYPES);

const S = string, I = int, L = list, M = map, N = number, A = any, B = bool, K = key, F = float;
/** Each function with what it takes; a last `'…'` repeats the one before. */
const FUNCTIONS = {
  and: [A, A, '…'], or: [A, A, '…'], not: [A], eq: [A, A, '…'], ne: [A, A], lt: [N, N], le: [N, N], gt: [S, S], ge: [A, A],
  len: [A], index: [A, A, '…'], print: [A, '…'], println: [A, '…'], html: [A], js: [S], urlquery: [A],
  abbrev: [I, S], abbrevboth: [I, I, S], trunc: [I, S], trim: [S], upper: [S], lower: [S], title: [S], untitle: [S], substr: [I, I, S],
  repeat: [() => pick(['0', '1', '3', '-1']), S], trimall: [S, S], trimAll: [S, S], trimSuffix: [S, S], trimPrefix: [S, S], nospace: [S], initials: [S], swapcase: [S],
  snakecase: [S], camelcase: [S], kebabcase: [S], wrap: [I, S], wrapWith: [I, S, S], contains: [S, S], hasPrefix: [S, S], hasSuffix: [S, S],
  quote: [A, '…'], squote: [A, '…'], cat: [A, '…'], indent: [I, S], nindent: [I, S], replace: [S, S, S], plural: [S, S, I],
  sha1sum: [S], sha256sum: [S], sha512sum: [S], adler32sum: [S], toString: [A], atoi: [S], int64: [A], int: [A], float64: [A],
  seq: [I, '…'], toDecimal: [A], split: [S, S], splitList: [S, S], splitn: [S, I, S], toStrings: [L], until: [I], untilStep: [I, I, I],
  add1: [N], add: [N, '…'], sub: [N, N], div: [N, N], mod: [N, N], mul: [N, N, '…'], add1f: [N], addf: [N, '…'], subf: [N, '…'], divf: [N, N], mulf: [N, '…'],
  biggest: [N, N], max: [N, '…'], min: [N, '…'], maxf: [N, '…'], minf: [N, '…'], ceil: [N], floor: [N], round: [N, I],
  join: [S, A], sortAlpha: [A], default: [A, A], empty: [A], coalesce: [A, '…'], all: [A, '…'], any: [A, '…'], compact: [L], mustCompact: [L],
  fromJson: [S], toJson: [A], toPrettyJson: [A], toRawJson: [A], mustFromJson: [S], mustToJson: [A], mustToPrettyJson: [A], mustToRawJson: [A],
  ternary: [A, A, B], deepCopy: [A], mustDeepCopy: [A], typeOf: [A], typeIs: [type, A], typeIsLike: [type, A], kindOf: [A], kindIs: [type, A], deepEqual: [A, A],
  base: [S], dir: [S], clean: [S], ext: [S], isAbs: [S], osBase: [S], osClean: [S], osDir: [S], osExt: [S], osIsAbs: [S],
  b64enc: [S], b64dec: [S], b32enc: [S], b32dec: [S], tuple: [A, '…'], list: [A, '…'], dict: [S, A, '…'], get: [M, K], set: [M, K, A], unset: [M, K], hasKey: [M, K],
  pluck: [K, M, '…'], pick: [M, K, '…'], omit: [M, K, '…'], merge: [M, M, '…'], mergeOverwrite: [M, M, '…'], mustMerge: [M, M], mustMergeOverwrite: [M, M],
  append: [L, A], mustAppend: [L, A], push: [L, A], mustPush: [L, A], prepend: [L, A], mustPrepend: [L, A], first: [L], mustFirst: [L], rest: [L], mustRest: [L], last: [L], mustLast: [L],
  initial: [L], mustInitial: [L], reverse: [L], mustReverse: [L], uniq: [L], mustUniq: [L], without: [L, A, '…'], mustWithout: [L, A], has: [A, L], mustHas: [A, L],
  slice: [L, I, I], mustSlice: [L, I], concat: [L, L, '…'], dig: [K, K, A, M], chunk: [I, L], mustChunk: [I, L],
  fail: [S], duration: [A], durationRound: [A], urlParse: [S], normalize: [S], slugify: [S], toYaml: [A], fromYaml: [S], fromYamlArray: [S], hello: [],
  regexQuoteMeta: [S],
};
for (const [name, given] of Object.entries(FUNCTIONS)) {
  const rounds = given.length === 0 ? 1 : given.length === 1 ? 16 : 20;
  for (let round = 0; round < rounds; round++) {
    const repeats = given.at(-1) === '…';
    const params = repeats ? given.slice(0, -1) : [...given];
    if (repeats) for (let more = Math.floor(random() * 3); more > 0; more--) params.push(params.at(-1));
    if (random() < 0.03) params.pop();
    const args = params.map((make) => make());
    const call = `${name} ${args.join(' ')}`.trim();
    if (args.length > 0 && random() < 0.25) add(`{{ ${args.at(-1)} | ${name} ${args.slice(0, -1).join(' ')} }}`);
    else if (random() < 0.15) add(`{{ printf "%T %v" (${call}) (${call}) }}`);
    else add(`{{ ${call} }}`);
  }
}
for (const name of ['keys', 'values']) for (const m of MAPS) add(`{{ ${name} ${m} | len }}`), add(`{{ ${name} ${m} | sortAlpha }}`);
for (let round = 0; round < 60; round++) add(`{{ slugify ${pick(['0', '5', '10', '20', '-1', '50'])} ${pick(['true', 'false'])} ${string()} }}`);

// printf: every verb with flags, width and precision over every kind of value.
const VALUES = ['"x"', '"héllo"', '42', '-42', '1.5', '-0.000123', '1e21', 'true', 'nil', '.n', '.big', '.list', '.nested', '(list 1 2.5 "s" nil)', '(dict "a" 1 "b" "c")', '.labels', '(until 3)', '""', '.neg', "'x'", '(int64 255)', '.missing', '.isNull', '(list true 1.25)'];
for (const verb of 'vsqdxXobOcUeEfFgGtT')
  for (const value of VALUES) {
    add(`{{ printf "%${verb}|" ${value} }}`);
    const flags = pick(['', '-', '+', '#', ' ', '0', '+0', '-0', '# ', '+#', '0 ', '-+']);
    add(`{{ printf "%${flags}${pick(['', '5', '12', '3'])}${pick(['', '', '.', '.2', '.0', '.5'])}${verb}|" ${value} }}`);
  }
for (const format of ['%', '%!', '%5', '%.', '%z', '%%', '%[1]d %[1]v', '%[2]d %[1]d', '%[3]d', '%*d', '%-*d', '%.*f', '%[1]*d', '%d %d', '%v %v %v', 'no verbs', '%w', '%+v', '%#v', '%5%', '%[x]d', '%[]d', '%[-1]d', '%.3v', '%6.2f|%-8.3f|', '%03d', '%+03d', '% d', '%x %X', '%08.3f', '%+.2e', '%é'])
  for (const args of ['', '1 2', '3 1.5', '"a" "b"', '5 42'])
    add(`{{ printf ${q(format)} ${args} }}`);

// Regular expressions.
const PATTERNS = ['a', 'a*', 'a+?', '[a-z]+', '(?i)HELLO', '\\d+', '\\bw', 'o\\b', '^a', 'c$', '(?m)^b$', '(?s)a.b', 'a.b', '(a)(b)?', '(?P<first>\\w+) (?P<second>\\w+)', '(?<x>l+)', '[[:alpha:]]+', '[^[:space:]]+', '\\pL+', '\\p{Greek}', '\\PL+', '[\\d-]+', 'x{2,3}', 'a{1001}', '(', '[z-a]', '*a', 'a**', '(?=x)', '\\1', '(?U)a+', '\\Qa.b\\E', '\\x{65e5}', '\\n', '[^a]', 'l|lo', 'lo|l', '()', '', '(?:ab)+', '(a|b)*c', '\\A\\w+\\z', '\\Z', '[\\w.-]+@', '(?i)ß', '(?i)[k]', '\\s+', '[a-c&&b]', 'a{,2}', 'a{2', '\\C', '[[:foo:]]', '(?i:S)t', '.', '\\B', '(a*)*', '(a*)+b', '[,;]\\s*', 'ab??', '(?-s).', '(?i)\\u0041', '[\\]a]+', '[]a]+', '[a-]+', '\\/', '\\-', '\\_', '(?#c)', '(?P<n>a)(?P<n>b)', '\\p{L}\\p{Nd}?', '\\p{Lu}', '[\\p{Lu}0-9]+', '\\07', '\\8'];
const TEXTS = ['', 'a', 'aaa', 'Hello World', 'a,b;; c', 'hello 123 world 45', 'a\nb\nc', 'a.b', 'ab abab c', 'xxxxx', 'ünïcödé ß', '日本 text', 'KkK Ss ſ', 'john smith', 'foo@bar.com', 'Straße st', ']a-', 'αβγ'];
for (const pattern of PATTERNS)
  for (let round = 0; round < 3; round++) {
    const [text, other, third] = [q(pick(TEXTS)), q(pick(TEXTS)), q(pick(TEXTS))];
    const p = q(pattern);
    add(`{{ regexFindAll ${p} ${text} -1 | toJson }} {{ regexMatch ${p} ${other} }}`);
    add(`{{ regexReplaceAll ${p} ${other} ${q(pick(['<$0>', '${1}-$2', '[$first]', '$1x', '$$', '', '${x}', '${', '$']))} }}`);
    add(`{{ ${pick(['regexSplit', 'mustRegexSplit'])} ${p} ${third} ${pick(['-1', '0', '1', '2'])} | toJson }}`);
    add(`{{ ${pick(['regexFind', 'mustRegexFind'])} ${p} ${third} }}|{{ regexReplaceAllLiteral ${p} ${text} "$1" }}`);
  }

// Versions.
const CONSTRAINTS = ['1.2.3', '=1.2.3', '!=1.2.3', '>1.2', '<2', '>=1.2.3', '=>1', '<=1.2', '=<1', '~1.2', '~1', '~1.2.3', '~>1.2', '^1.2', '^0.2.3', '^0.0.3', '^0', '^1.x', '1.x', '*', 'x', '', '1.2 - 2.3', '>=1, <2', '>=1 <2', '>=1 <1.5 || >2', '>0-0', '>=1.2.3-alpha', '^1.2.3-beta.1', '!=1', '!=1.2', '~0', '^0.0', 'foo', '>>1', '1.2.3.4', '>=01.2', '1.2.3 || ', 'v1', '> 1.2', '<1.2.3-rc.1', '!=1.2-a', '>=1.2.3+build', '^', '1.2.*', '>=1.2.x', '>1.x', '<=1.x', '>x', '~x'];
const VERSIONS = ['1.2.3', '1.2', '1', 'v1.2.3', '1.2.3-alpha', '1.2.3-beta.1', '1.2.3-rc.1+b', '0.2.5', '0.0.3', '2.0.0', '1.10.0', '0.0.0', '3.1.4-0', '01.2.3', '1.2.3-01', 'x', '', '1.2.3.4', '99999999999999999999.0.0', '1.2.3+meta-5'];
for (const constraint of CONSTRAINTS) for (let round = 0; round < 7; round++) add(`{{ semverCompare ${q(constraint)} ${q(pick(VERSIONS))} }}`);
for (const version of VERSIONS) {
  add(`{{ $v := semver ${q(version)} }}{{ $v }} {{ $v.Major }}.{{ $v.Minor }}.{{ $v.Patch }} {{ $v.Prerelease }} {{ $v.Metadata }} {{ $v.Original }} {{ typeOf $v }} {{ kindOf $v }}`);
  add(`{{ $v := semver ${q(version)} }}{{ $v.IncMajor }} {{ $v.IncMinor }} {{ $v.IncPatch }} {{ toJson $v }} {{ $v.Compare (semver ${q(pick(VERSIONS))}) }}`);
  add(`{{ (semver ${q(version)}).LessThan (semver ${q(pick(VERSIONS))}) }} {{ semver ${q(version)} | printf "%s %v" "x" }}`);
}

// Times; the clock itself has no fixed answer.
const LAYOUTS = ['2006-01-02', '2006-01-02T15:04:05Z07:00', 'Mon Jan _2 15:04:05 2006', 'Monday, 02-Jan-06 15:04:05 MST', 'January 2, 2006', '3:04PM', '03:04:05 pm', '15h04', '02/01/06', '2006.002', '__2', 'Jan 2006', '15:04:05.000', '15:04:05.999999', '15:04:05,000', 'Z0700 -07:00 -0700 -07', '20060102150405', '1/2/06', '_2006', 'Jan_2', 'Marching 5', 'Mondays', '2006-01-02 15:04:05.999999999 -0700 MST', 'week', '', '06-1-2 4:5', 'Z07:00:00', 'MST'];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Tokyo', 'Local', '', 'Nowhere/Land', 'Australia/Sydney', 'Asia/Dubai', 'europe/berlin', 'Pacific/Auckland', 'America/Sao_Paulo', 'Asia/Kathmandu'];
const SECONDS = ['0', '1700000000', '-1', '1719835200', '951782400', '4102444799', '1234567890'];
for (const layout of LAYOUTS)
  for (let round = 0; round < 4; round++) {
    const seconds = pick(SECONDS);
    add(`{{ date ${q(layout)} ${seconds} }}|{{ dateInZone ${q(layout)} (int64 ${seconds}) ${q(pick(ZONES))} }}`);
    add(`{{ ${seconds} | htmlDate }} {{ htmlDateInZone ${seconds} ${q(pick(ZONES))} }} {{ toDate ${q(layout)} (date ${q(layout)} ${pick(SECONDS)}) }}`);
  }
const STAMPS = [['2006-01-02', '2024-02-29'], ['2006-01-02', '2023-02-29'], ['2006-01-02T15:04:05Z07:00', '2024-05-06T07:08:09Z'], ['2006-01-02T15:04:05Z07:00', '2024-05-06T07:08:09.123+02:00'], ['Jan 2, 2006 at 3:04pm (MST)', 'Feb 3, 2013 at 7:54pm (PST)'], ['2006-01-02 15:04', '2024-13-01 00:00'], ['15:04', '25:00'], ['3:04PM', '12:30AM'], ['2006-002', '2024-366'], ['02 Jan 06', '5 Feb 99'], ['2 Jan 06', '05 feb 99'], ['2006', 'x'], ['2006-01-02', '2024-1-2'], ['2006-1-2', '2024-01-02'], ['15:04:05', '01:02:03.5'], ['15:04:05.000', '01:02:03.5'], ['Mon Jan _2 2006', 'Tue Mar  5 2024'], ['2006-01-02', '2024-02-03x'], ['Monday', 'Funday'], ['-0700', '+0530'], ['MST', 'CET'], ['MST', 'UTC']];
for (const [layout, text] of STAMPS) {
  add(`{{ toDate ${q(layout)} ${q(text)} }}`);
  add(`{{ mustToDate ${q(layout)} ${q(text)} }} {{ (mustToDate ${q(layout)} ${q(text)}).Unix }}`);
  add(`{{ $t := toDate ${q(layout)} ${q(text)} }}{{ unixEpoch $t }} {{ $t.Year }} {{ $t.Month }} {{ $t.Weekday }} {{ $t.YearDay }} {{ $t.Format "Jan 2 06" }} {{ toJson $t }} {{ typeOf $t }} {{ kindOf $t }}`);
  add(`{{ $t := toDate ${q(layout)} ${q(text)} }}{{ dateModify ${q(pick(['1h', '-36h', '1.5h', 'x', '90m', '-1s', '1d', '']))} $t }} {{ ($t.AddDate 0 1 1).Format "2006-01-02" }} {{ $t.IsZero }}`);
}
for (const duration of ['1h', '90m', '1h30m5s', '-3h', '1.5h', '100h', '800h', '9000h', '1ms', 'x', '', '3600', '24h1s', '720h', '59s', '1s', '1us', '.5h', '1h 2m']) add(`{{ durationRound ${q(duration)} }} {{ duration ${q(duration)} }} {{ mustDateModify ${q(duration)} (toDate "2006" "2020") }}`);
for (const seconds of ['0', '59', '60', '3661', '86400', '-5', '1000000']) add(`{{ duration ${q(seconds)} }} {{ duration (int64 ${seconds}) }} {{ duration ${seconds} }} {{ durationRound (int64 ${seconds}000000000) }}`);

// URLs.
for (const url of ['https://u:p@h.example:8080/p%20q?x=1#f', 'http://[::1]:80/', 'mailto:a@b.c', '/rel/path?q', '//host/p', 'a:b', ':x', 'http://h:port/', 'http://h%20x/', 'h t', 'http://a b/', '#frag%20x', '?q=1#', 'HTTP://EX.org', 'x://', 'http://h/%zz', 'git@github.com:o/r.git', 'ssh://git@h/o/r', 'http://[::1', 'http://é.example/ü?ß#ø', '*', '///x', 'http://u@h', 'http://u:@h', 'a/b:c', 'http://h:/x', 'http://h/a;b,c:d@e=f+g$h!i*j', ''])
  add(`{{ urlParse ${q(url)} | toJson }}`), add(`{{ urlParse ${q(url)} | urlJoin }}`);
for (const map of ['"scheme" "http" "host" "h:80" "path" "/a b/ü" "query" "x=1 2" "fragment" "f g" "userinfo" "u:p@s"', '"path" "a:b"', '"host" "h" "path" "rel"', '"scheme" "mailto" "opaque" "x@y"', '"scheme" 1', '"scheme" "x"', '"scheme" "file" "path" "/etc"', '"path" "*"', '"query" "q"', '"userinfo" "a:b" "host" "h"', '"fragment" "!()*[]"', '"path" "/a!b*c(d)e,f;g\'h"'])
  add(`{{ urlJoin (dict ${map}) }}`);
for (const args of ['1 "long" "password" "user" "example.com"', '1 "nope" "p" "u" "s"'])
  add(`{{ derivePassword ${args} }}`);
for (const text of ['"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="', '""', '"x"', '"AAAA"']) add(`{{ decryptAES "key" ${text} }}`);

// The language itself: random trees of statements, and of what is wrong.
const NAMES = ['$a', '$b', '$x'];
function expression(depth, vars) {
  const kind = Math.floor(random() * (depth > 2 ? 5 : 10));
  if (kind === 0 && vars.length > 0) return pick(vars);
  if (kind === 1) return pick(['.', '.name', '.n', '.nested.a.b.c', '.nested.a', '.list', '.t', '.fl', '.missing', '.missing.deeper', '.isNull', '.labels.env', '.labels.zz', '$', '$.name', '$.nested.a.b']);
  if (kind === 2) return pick(INTS.concat(FLOATS));
  if (kind === 3) return q(pick(STRINGS.slice(0, 12)));
  if (kind === 4) return pick(['true', 'false', 'nil', '.', '`raw`', "'\\n'", '"\\u00e9\\x41"', '08', '0x', '1e', '.5', '5.', '1__0', '-1', '+1', "''", "'ab'", '"\\q"']);
  const inner = () => expression(depth + 1, vars);
  if (kind === 5) return `(${pipeline(depth + 1, vars)})`;
  if (kind === 6) return `(eq ${inner()} ${inner()})`;
  if (kind === 7) return `(index ${inner()} ${inner()})`;
  if (kind === 8) return `(${pick(['and', 'or'])} ${inner()} ${inner()})`;
  return `(${pick(['len', 'not', 'print', 'upper', 'toString', 'kindOf', 'default "d"', 'list 1', 'first'])} ${inner()})${pick(['', '', '', '.a', '.b.c'])}`;
}
function pipeline(depth, vars) {
  const start = random() < 0.6 ? expression(depth, vars) : `${pick(['print', 'printf "%v"', 'default 1', 'len', 'quote', 'ternary 1 2', 'html'])} ${expression(depth + 1, vars)}`;
  return random() < 0.3 ? `${start} | ${pick(['print', 'printf "%v-%v" 1', 'quote', 'upper', 'default "x"', 'len', 'not', 'toJson', '.name', 'nil', '1'])}` : start;
}
const trims = () => [pick(['{{', '{{', '{{ ', '{{- ']), pick(['}}', '}}', ' }}', ' -}}'])];
function statement(depth, vars, inRange) {
  const [open, close] = trims();
  const body = (inside = inRange, more = vars) => statements(depth + 1, more, inside);
  const kind = Math.floor(random() * (depth > 2 ? 5 : 13));
  switch (kind) {
    case 0: return pick([' text ', '\n', 'x', '  \n\t ', 'é']);
    case 1: case 2: return `${open}${pipeline(0, vars)}${close}`;
    case 3: {
      const name = pick(NAMES);
      const text = `${open}${name} := ${pipeline(0, vars)}${close}`;
      vars.push(name);
      return text;
    }
    case 4: return vars.length > 0 && random() < 0.6 ? `${open}${pick(vars)} = ${pipeline(0, vars)}${close}` : pick(['{{/* c */}}', '{{- /* c */ -}}', '{{/* c */ }}']);
    case 5: case 6: return `${open}if ${pipeline(0, vars)}${close}${body()}${random() < 0.5 ? `{{else if ${pipeline(0, vars)}}}${body()}` : ''}${random() < 0.5 ? `{{else}}${body()}` : ''}{{end}}`;
    case 7: return `${open}with ${pipeline(0, vars)}${close}${body()}${random() < 0.3 ? `{{else with ${pipeline(0, vars)}}}${body()}` : ''}${random() < 0.4 ? `{{else}}${body()}` : ''}{{end}}`;
    case 8: case 9: {
      const over = pick(['.list', '.nested', '3', '.segments', 'until 2', '.mixed', '.emptyList', '.n', '.missing', '"text"', 'nil', '(dict "k" 1 "j" 2)', '$.list', pipeline(0, vars)]);
      const [head, names] = pick([['', []], ['$i := ', ['$i']], ['$i, $v := ', ['$i', '$v']]]);
      return `${open}range ${head}${over}${close}${statements(depth + 1, [...vars, ...names], true)}${random() < 0.3 ? `{{else}}${body()}` : ''}{{end}}`;
    }
    case 10: return inRange || random() < 0.1 ? `{{if ${expression(0, vars)}}}{{${pick(['break', 'continue'])}}}{{end}}` : ' - ';
    case 11: return `{{define ${q(pick(['t', 'u']))}}}${statements(2, [], false)}{{end}}{{template ${q(pick(['t', 'u', 't']))} ${pick(['.', '', '.name', '1', '.nested'])}}}`;
    default: return `{{block "blk" ${expression(0, vars)}}}<{{.}}>{{end}}`;
  }
}
function statements(depth, vars, inRange) {
  const own = [...vars];
  let text = '';
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) text += statement(depth, own, inRange);
  return text;
}
for (let round = 0; round < 1500; round++) add(statements(0, [], false), pick([undefined, undefined, 'error', 'zero', 'default', 'invalid']));
for (const inner of ['{{ .name }}', '{{ .missing }}', '{{ tpl . $ }}', '{{ upper .name', '{{ define "a" }}x{{ end }}{{ template "a" }}', '{{ template "o" . }}', '{{ fail "x" }}', '{{ range .list }}{{ . }}{{ end }}'])
  for (const missing of [undefined, 'error', 'zero']) add(`{{ define "o" }}outer {{ .name }}{{ end }}{{ tpl ${q(inner)} . }}|{{ tpl ${q(inner)} (dict "name" "n") }}`, missing);

// Everything once more that Argo CD hides: a name that is not there.
for (const name of ['env', 'expandenv', 'getHostByName', 'include', 'lookup', 'required', 'now2']) add(`{{ ${name} "x" }}`);
const { params } = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify({ params, cases }));
