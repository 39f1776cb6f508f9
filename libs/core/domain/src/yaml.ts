import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, Scalar } from 'yaml';
import type { Alias, Document, Node, Pair, YAMLMap } from 'yaml';
import type { Json } from './canonical.ts';
import { childPath } from './field-path.ts';
import { err, ok, type Problem, type Result } from './result.ts';
import { resolvePlainScalar } from './yaml-scalar.ts';

/** One document of a YAML stream. */
export interface YamlDocument {
  readonly value: Json;
  /** 1-based line of the document's first key. */
  readonly line: number;
  /** The line of each field, by its path (`spec.sources[0]`). */
  readonly lines: ReadonlyMap<string, number>;
}

export interface YamlLimits {
  /** Characters of text; default 16 Mi. */
  readonly maxLength?: number;
  /** Values after aliases are expanded; default a million. Stops documents that grow exponentially. */
  readonly maxValues?: number;
  /** Nesting; default 200. */
  readonly maxDepth?: number;
  /** A key that appears twice in one map is an error (the default), or the last one counts, as in Go. */
  readonly duplicateKeys?: 'error' | 'last';
}

/**
 * Reads a YAML (or JSON) stream with the scalars of sigs.k8s.io/yaml. Empty documents are left out. Errors say
 * `file:line:column` and never quote the text around them, which may hold a secret.
 */
export function parseYaml(text: string, file: string, limits: YamlLimits = {}): Result<YamlDocument[]> {
  const maxLength = limits.maxLength ?? 16 * 1024 * 1024;
  if (text.length > maxLength) {
    return refuse(`is ${text.length} characters long; ${maxLength} are allowed`, file, 'split it into smaller files');
  }
  const lineCounter = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, lineCounter });
    const documents = Array.isArray(parsed) ? parsed : [];
    const problems = documents.flatMap((document) => syntaxProblems(document, file, lineCounter));
    if (problems.length > 0) return err(problems);
    const budget = { values: limits.maxValues ?? 1_000_000 };
    const converted = documents.map((document) => new Converter(document, lineCounter, limits, budget).convert());
    return ok(converted.filter((document) => document !== undefined));
  } catch (error) {
    if (error instanceof Unreadable) return err([problemAt(error.message, file, error.position)]);
    if (error instanceof RangeError) return refuse('is nested too deep', file, 'flatten it');
    throw error;
  }
}

class Unreadable extends Error {
  readonly position: { line: number; col: number } | undefined;
  constructor(message: string, position: { line: number; col: number } | undefined) {
    super(message);
    this.position = position;
  }
}

const problemAt = (message: string, file: string, at: { line: number; col: number } | undefined): Problem => ({
  code: 'INVALID_YAML',
  message: `broken YAML: ${message}`,
  where: at ? `${file}:${at.line}:${at.col}` : file,
});

const refuse = (message: string, file: string, hint: string): Result<never> =>
  err([{ code: 'INVALID_YAML', message: `the file ${message}`, where: file, hint }]);

function syntaxProblems(document: Document.Parsed, file: string, lines: LineCounter): Problem[] {
  // One is enough: what follows a syntax error is mostly its echo. These two codes quote the source.
  return document.errors.slice(0, 1).map((error) => {
    const quotes = error.code === 'UNEXPECTED_TOKEN' || error.code === 'IMPOSSIBLE';
    if (error.message.startsWith('Maximum call stack')) throw new RangeError(error.message);
    const message = quotes ? 'an unexpected token (is a quote, bracket or colon missing before it?)' : error.message;
    return problemAt(message, file, lines.linePos(error.pos[0]));
  });
}

class Converter {
  readonly #document: Document.Parsed;
  readonly #lineCounter: LineCounter;
  readonly #budget: { values: number };
  readonly #maxDepth: number;
  readonly #duplicates: YamlLimits['duplicateKeys'];
  readonly #lines = new Map<string, number>();
  readonly #anchors = new Map<string, Node>();
  #expanding = 0;
  #depth = 0;

  constructor(document: Document.Parsed, lineCounter: LineCounter, limits: YamlLimits, budget: { values: number }) {
    this.#document = document;
    this.#lineCounter = lineCounter;
    this.#budget = budget;
    this.#duplicates = limits.duplicateKeys;
    this.#maxDepth = limits.maxDepth ?? 200;
  }

  convert(): YamlDocument | undefined {
    const root = this.#document.contents as Node | null;
    if (!root) return undefined;
    const value = this.#value(root, '');
    if (value === null) return undefined;
    return { value, line: this.#position(root)?.line ?? 1, lines: this.#lines };
  }

  #position(node: Node): { line: number; col: number } | undefined {
    return node.range ? this.#lineCounter.linePos(node.range[0]) : undefined;
  }

  #fail(message: string, node: Node): never {
    throw new Unreadable(message, this.#position(node));
  }

  #value(node: Node | null, path: string): Json {
    if (--this.#budget.values < 0) throw new Unreadable('its aliases expand to too many values', undefined);
    if (node === null) return null;
    if (isScalar(node)) return this.#scalar(this.#anchored(node));
    if (this.#depth > this.#maxDepth) this.#fail(`it is nested deeper than ${this.#maxDepth} levels`, node);
    this.#depth++;
    const value = this.#compound(node, path);
    this.#depth--;
    return value;
  }

  #compound(node: Node, path: string): Json {
    if (isAlias(node)) return this.#aliased(node, path);
    if (isSeq(node)) {
      this.#anchored(node);
      return node.items.map((item, index) => this.#child(item as Node, item as Node, `${path}[${index}]`));
    }
    if (isMap(node)) return this.#map(this.#anchored(node), path);
    return this.#fail('it holds something that is no value', node);
  }

  /** Anchors are found as the walk meets them; those inside what an alias repeats are not new ones. */
  #anchored<T extends Node>(node: T): T {
    if (this.#expanding === 0 && 'anchor' in node && node.anchor) this.#anchors.set(node.anchor as string, node);
    return node;
  }

  /** Lines are kept for what stands in the text, not for what an alias repeats. */
  #child(node: Node | null, place: Node | null, path: string): Json {
    if (this.#expanding > 0) return this.#value(node, path);
    const position = place && this.#position(place);
    if (position && !this.#lines.has(path)) this.#lines.set(path, position.line);
    return this.#value(node, path);
  }

  #aliased(alias: Alias, path: string): Json {
    const target = this.#target(alias);
    this.#expanding++;
    const value = this.#value(target, path);
    this.#expanding--;
    return value;
  }

  /** Not `Alias.resolve`, which searches the whole document for each alias. */
  #target(alias: Alias): Node {
    return this.#anchors.get(alias.source) ?? this.#fail('it has an alias without an anchor', alias);
  }

  #map(node: YAMLMap, path: string): Json {
    const members = new Map<string, Json>();
    const merged: Json[] = [];
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      if (isMergeKey(pair.key)) {
        merged.push(...this.#mergeSources(pair.value, path));
        continue;
      }
      const key = this.#key(pair.key);
      const twice = members.has(key) && this.#duplicates !== 'last';
      if (twice) this.#fail('a key appears twice in one map', pair.key);
      members.set(key, this.#child(pair.value, pair.key, this.#expanding > 0 ? path : childPath(path, key)));
    }
    return assembled(members, merged);
  }

  /** `<<: *base` or `<<: [*a, *b]`: the map's own keys win, then the earlier source. */
  #mergeSources(node: Node | null, path: string): Json[] {
    const source = node && isAlias(node) ? this.#target(node) : node;
    const parts = isSeq(source) ? (source.items as Node[]) : source ? [source] : [];
    return parts.map((part) => {
      const value = this.#value(part, path);
      const isMerged = typeof value === 'object' && value !== null && !Array.isArray(value);
      return isMerged ? value : this.#fail('"<<" merges something that is no map', part);
    });
  }

  #key(node: Node): string {
    const resolved = isAlias(node) ? this.#target(node) : node;
    if (isScalar(node)) this.#anchored(node);
    const value = isScalar(resolved) ? this.#scalar(resolved) : null;
    if (value === null || typeof value === 'object') this.#fail('a key is neither text, number nor boolean', node);
    return String(value);
  }

  #binary(text: string, node: Scalar): string {
    try {
      const bytes = Uint8Array.from(atob(text.replace(/\s/g, '')), (char) => char.charCodeAt(0));
      return new TextDecoder().decode(bytes);
    } catch {
      return this.#fail('!!binary is no base64', node);
    }
  }

  #scalar(node: Scalar): Json {
    const text = node.source ?? String(node.value ?? '');
    const tag = node.tag ?? '';
    if (tag === 'tag:yaml.org,2002:binary') return this.#binary(text, node);
    const plain = node.type === Scalar.PLAIN && tag === '';
    const typed = /^tag:yaml\.org,2002:(?:int|float|bool|null)$/.test(tag);
    if (!plain && !typed) return text;
    const value = resolvePlainScalar(text);
    if (typeof value === 'number' && !Number.isFinite(value)) this.#fail('JSON has neither infinity nor NaN', node);
    return value;
  }
}

const isMergeKey = (key: Node): boolean => isScalar(key) && key.value === '<<' && key.type === Scalar.PLAIN;

/** Own members first, then what `<<` brought; `__proto__` is a key like any other. */
function assembled(members: Map<string, Json>, merged: readonly Json[]): Json {
  const result: Record<string, Json> = {};
  const put = (key: string, value: Json): void => {
    if (key === '__proto__')
      Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true });
    else result[key] = value;
  };
  for (const [key, value] of members) put(key, value);
  for (const source of merged) {
    for (const [key, value] of Object.entries(source as Record<string, Json>))
      if (!Object.hasOwn(result, key)) put(key, value);
  }
  return result;
}
