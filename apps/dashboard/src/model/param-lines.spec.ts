import { paramLines } from './param-lines.ts';

it.each([
  ['nothing', null, []],
  [
    'texts',
    { name: 'a', 'metadata.labels.env': 'dev' },
    [
      ['name', 'a'],
      ['metadata.labels.env', 'dev'],
    ],
  ],
  [
    'nested ones',
    { path: { basename: 'web', segments: ['apps', 'web'] } },
    [
      ['path.basename', 'web'],
      ['path.segments', '["apps","web"]'],
    ],
  ],
  [
    'what is no text',
    { n: 3, on: true, none: null, empty: {} },
    [
      ['n', '3'],
      ['on', 'true'],
      ['none', 'null'],
      ['empty', '{}'],
    ],
  ],
])('%s', (_, params, lines) => expect(paramLines(params)).toEqual(lines));
