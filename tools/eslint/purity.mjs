// Core and contract decide and touch nothing: what they need of the world comes in as an argument. So they run in the
// hub, the spoke, a browser and a test alike, and the same inputs give the same bytes.
import { builtinModules } from 'node:module';

const AS_ARGUMENT = 'core and contract may not touch the world: take it as an argument';

const GLOBALS = [
  'process',
  'console',
  'Buffer',
  'global',
  '__dirname',
  '__filename',
  'require',
  'fetch',
  'crypto',
  'performance',
  'WebSocket',
  'localStorage',
  'window',
  'document',
];
const TIMERS = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'queueMicrotask',
];

export const purity = {
  'no-restricted-globals': ['error', ...[...GLOBALS, ...TIMERS].map((name) => ({ name, message: AS_ARGUMENT }))],
  'no-restricted-imports': [
    'error',
    {
      paths: builtinModules.map((name) => ({ name, message: AS_ARGUMENT })),
      patterns: [{ group: ['node:*'], message: AS_ARGUMENT }],
    },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: AS_ARGUMENT },
    { object: 'Math', property: 'random', message: AS_ARGUMENT },
    ...[...GLOBALS, ...TIMERS].map((property) => ({ object: 'globalThis', property, message: AS_ARGUMENT })),
  ],
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: AS_ARGUMENT },
    { selector: "CallExpression[callee.name='Date']", message: AS_ARGUMENT },
    { selector: 'ImportExpression', message: AS_ARGUMENT },
  ],
};
