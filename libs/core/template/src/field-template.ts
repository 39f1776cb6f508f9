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
  const parts = nodes.length > MAX_NODES ? undefined : partsOf(nodes);
  if (!parts) return undefined;
  const fields = parts.filter((part) => typeof part !== 'string');
  if (fields.length === 1) return aroundField(parts, fields[0]!);
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

/** A text, or the names of a field. */
type Part = string | readonly string[];

/** Texts that only a comment stands between are one. */
function partsOf(nodes: readonly Node[]): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (const node of nodes) {
    const part = node.type === 'text' ? node.text : node.type === 'action' ? fieldOf(node.pipe)?.names : undefined;
    if (part === undefined) return undefined;
    // Names that every object has are for the maps of Go's values.
    if (typeof part !== 'string' && part.some((name) => name in Object.prototype)) return undefined;
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts;
}

/** The texts before and after the only field. */
function aroundField(parts: readonly Part[], field: readonly string[]): QuickText {
  const at = parts.indexOf(field);
  const before = at === 0 ? '' : (parts[0] as string);
  const after = at === parts.length - 1 ? '' : (parts[at + 1] as string);
  const isBare = before === '' && after === '';
  return (params) => {
    const value = memberAt(params, field);
    if (typeof value !== 'string') return undefined;
    const text = isBare ? value : before + value + after;
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
