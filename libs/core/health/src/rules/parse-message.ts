import { fields } from '../fields.ts';
import { conditionIn, itemsOf, readPath } from './scope.ts';
import type { Read, Scope } from './scope.ts';

export type Say = (scope: Scope) => string;

const PLACE = /\{([^{}]*)\}/g;

/**
 * A message with places: `Cluster {.status.phase}`, `{Ready.message}`, and with what to say where nothing is there,
 * `{Ready.message|Ready.reason|"not ready"}`; also `{count .status.nodes}` and `{keys .status.exhausted}`. Numbers and texts are shown; anything else is nothing.
 */
export function parseMessage(template: string): Say {
  const parts: (string | Read)[] = [];
  let at = 0;
  for (const match of template.matchAll(PLACE)) {
    parts.push(template.slice(at, match.index), readFirst(match[1]!.split('|')));
    at = match.index + match[0].length;
  }
  parts.push(template.slice(at));
  return (scope) =>
    parts
      .map((part) => (typeof part === 'string' ? part : shown(part(scope))))
      .join('')
      .trim();
}

/** What a condition says. */
export const conditionMessage =
  (type: string): Say =>
  (scope) => {
    const condition = conditionIn(scope, type);
    return shown(condition?.['message']) || shown(condition?.['reason']);
  };

function readFirst(choices: readonly string[]): Read {
  const reads = choices.map((choice) => readOne(choice.trim()));
  return (scope) => {
    for (const read of reads) {
      const value = read(scope);
      if (shown(value) !== '') return value;
    }
    return undefined;
  };
}

function readOne(choice: string): Read {
  if (choice.startsWith('"')) {
    const text = JSON.parse(choice) as string;
    return () => text;
  }
  const [, word, path] = /^(count|keys) (\S+)$/.exec(choice) ?? [];
  if (word && path) return word === 'count' ? countOf(readPath(path)) : keysOf(readPath(path));
  if (choice.startsWith('.') || choice.startsWith('$')) return readPath(choice);
  const [, type, field] = /^([^.]+)\.(\w+)$/.exec(choice) ?? [];
  if (!type || !field) throw new SyntaxError(`cannot read {${choice}}: it is neither .a.path nor Condition.message`);
  return (scope) => conditionIn(scope, type)?.[field];
}

const countOf =
  (read: Read): Read =>
  (scope) =>
    itemsOf(read(scope)).length;
const keysOf =
  (read: Read): Read =>
  (scope) =>
    Object.keys(fields(read(scope)))
      .sort()
      .join(', ');

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
