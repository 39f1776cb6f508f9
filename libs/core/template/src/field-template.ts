import type { Node } from './nodes.ts';
import { fieldOf } from './program.ts';

/** The text for parameters as JSON has them; undefined where a field is no text, and Go's rules say what that means. */
export type QuickText = (params: Readonly<Record<string, unknown>>) => string | undefined;

/** More than any text that people write; what is longer is bounded where all else is. */
const MAX_NODES = 100;
const MAX_LENGTH = 64 * 1024;

/**
 * A template of texts and fields alone, as `a-{{ .name }}-{{ .metadata.labels.region }}`, as most are: what it reads it reads
 * straight from the JSON. Undefined for any other template.
 */
export function quickText(nodes: readonly Node[]): QuickText | undefined {
  if (nodes.length > MAX_NODES) return undefined;
  const parts: (string | readonly string[])[] = [];
  for (const node of nodes) {
    const part = node.type === 'text' ? node.text : node.type === 'action' ? fieldOf(node.pipe)?.names : undefined;
    // Names that every object has are for the maps of Go's values.
    if (part === undefined || (typeof part !== 'string' && part.some((name) => name in Object.prototype)))
      return undefined;
    parts.push(part);
  }
  return (params) => {
    let text = '';
    for (const part of parts) {
      const value = typeof part === 'string' ? part : memberAt(params, part);
      if (typeof value !== 'string') return undefined;
      text += value;
    }
    return text.length > MAX_LENGTH ? undefined : text;
  };
}

/** Also looks into lists, whose only such member is their length, which is no text. */
function memberAt(params: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  let value: unknown = params;
  for (const name of names) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
