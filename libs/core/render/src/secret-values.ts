import { parseYaml, type Json } from '@wheelhouse/core-domain';
import { isMap, type JsonMap } from './kustomization-references.ts';
import type { SourceClosure } from './source-closure.ts';
import type { KnownTree } from './tree-node.ts';

/** Shorter ones would blank out ordinary words, and are no secrets. */
const SHORTEST = 4;

/**
 * Texts of a source that are secret: values of Secrets, and whatever a secretGenerator reads or says. A tool's error may quote
 * them, so they are taken out of it.
 */
export function secretValues(closure: SourceClosure, known: KnownTree): string[] {
  const values = new Set<string>();
  for (const path of closure.files.keys()) {
    const node = known.get(path);
    if (node?.kind !== 'file') continue;
    const text = new TextDecoder().decode(node.bytes);
    if (!/\.(?:ya?ml|json)$|kustomization$/i.test(path)) addLines(values, text);
    else if (/[Ss]ecret/.test(text)) addFromYaml(values, text, path);
  }
  return [...values].filter((value) => value.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/** Longest first, so that a value within another leaves nothing behind. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((result, secret) => result.replaceAll(secret, '***'), text);

/** A file of a generator: whole, by line, and what stands behind `=`. */
function addLines(values: Set<string>, text: string): void {
  values.add(text.trim());
  for (const line of text.split('\n').slice(0, 1_000)) {
    values.add(line.trim());
    if (line.includes('=')) values.add(line.slice(line.indexOf('=') + 1).trim());
  }
}

function addFromYaml(values: Set<string>, text: string, path: string): void {
  const parsed = parseYaml(text, path);
  if (!parsed.ok) return addByLine(values, text);
  for (const { value } of parsed.value) {
    if (!isMap(value)) continue;
    if (value['kind'] === 'Secret') addLeaves(values, [value['data'], value['stringData']]);
    const generators = value['secretGenerator'];
    if (Array.isArray(generators)) for (const one of generators) if (isMap(one)) addLiterals(values, one);
  }
}

/** A file that cannot be read as YAML: what stands behind each colon. */
function addByLine(values: Set<string>, text: string): void {
  for (const line of text.split('\n').slice(0, 1_000)) {
    if (/:\s/.test(line)) values.add(line.slice(line.indexOf(':') + 1).trim());
  }
}

function addLiterals(values: Set<string>, generator: JsonMap): void {
  const literals = generator['literals'];
  if (!Array.isArray(literals)) return;
  for (const literal of literals) if (typeof literal === 'string') values.add(literal.slice(literal.indexOf('=') + 1));
}

function addLeaves(values: Set<string>, from: readonly (Json | undefined)[]): void {
  for (const value of from) {
    if (typeof value === 'string') values.add(value);
    else if (Array.isArray(value)) addLeaves(values, value);
    else if (isMap(value)) addLeaves(values, Object.values(value));
  }
}
