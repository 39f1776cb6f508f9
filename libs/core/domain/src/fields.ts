import { pathText, type FieldPath } from './field-path.ts';
import type { ManifestDocument } from './application-set.ts';
import { nearestName } from './nearest.ts';
import { err, ok, type Problem, type ProblemCode, type Result } from './result.ts';

/** A parsed value with what was odd but not wrong about it. */
export interface Parsed<T> {
  readonly value: T;
  readonly warnings: readonly Problem[];
}

export interface ParseOptions {
  /** An unknown field is an error instead of a warning. Default false. */
  readonly strict?: boolean;
  /** The place of a field, e.g. `apps.yaml:12`; the path alone where there is none. */
  readonly locate?: (path: string) => string | undefined;
}

/** Finds a field's `file:line`; for a missing field, the line of the closest field around it. */
export const locateIn =
  (document: Pick<ManifestDocument, 'file' | 'line' | 'lines'>) =>
  (path: string): string => {
    for (let at = path; at !== ''; at = parentOf(at)) {
      const line = document.lines?.get(at);
      if (line !== undefined) return `${document.file}:${line}`;
    }
    return `${document.file}:${document.line}`;
  };

function parentOf(path: string): string {
  const quoted = /\["(?:[^"\\]|\\.)*"\]$/.exec(path);
  if (quoted) return path.slice(0, quoted.index);
  return path.slice(0, Math.max(0, path.lastIndexOf('.'), path.lastIndexOf('[')));
}

/** What a parser collects while it reads: errors, warnings, and the paths of fields that nobody asked for. */
export class Issues {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly unknown: FieldPath[] = [];
  readonly #known = new Map<FieldPath, readonly string[]>();
  readonly #options: ParseOptions;

  constructor(options: ParseOptions) {
    this.#options = options;
  }

  error(code: ProblemCode, path: FieldPath, message: string, hint?: string): void {
    this.errors.push(this.#problem(code, path, message, hint));
  }

  warn(code: ProblemCode, path: FieldPath, message: string, hint?: string): void {
    this.warnings.push(this.#problem(code, path, message, hint));
  }

  unknownField(path: FieldPath, known: Iterable<string>): void {
    this.unknown.push(path);
    this.#known.set(path, [...known]);
    const near = nearestName(String(path[path.length - 1]), known);
    const hint = near ? `did you mean ${near}?` : 'take it out';
    const [list, message] = this.#options.strict
      ? [this.errors, 'is no known field']
      : [this.warnings, 'is no known field and has no effect'];
    list.push(this.#problem('UNKNOWN_FIELD', path, message, hint));
  }

  /** The names that would have been known where an unknown one stood. */
  knownAt(path: FieldPath): readonly string[] {
    return this.#known.get(path) ?? [];
  }

  result<T>(value: T): Result<Parsed<T>> {
    return this.errors.length > 0 ? err(this.errors) : ok({ value, warnings: this.warnings });
  }

  #problem(code: ProblemCode, path: FieldPath, message: string, hint?: string): Problem {
    const text = pathText(path);
    const where = this.#options.locate?.(text);
    return { code, message: text ? `${text} ${message}` : message, ...(where && { where }), ...(hint && { hint }) };
  }
}

type Members = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the fields of one map, each once, by name and type; what nobody read is unknown (`done`). Null counts as absent, as
 * in an API server. A field of a wrong type is an error and reads as absent.
 */
export class Fields {
  readonly issues: Issues;
  readonly path: FieldPath;
  readonly #value: Members;
  readonly #known = new Set<string>();

  constructor(value: unknown, path: FieldPath, issues: Issues) {
    this.issues = issues;
    this.path = path;
    this.#value = isMap(value) ? value : {};
    if (!isMap(value)) issues.error('INVALID_FIELD', path, 'must be a map');
  }

  /** The names that may stand here without being looked at. */
  ignore(...names: string[]): this {
    for (const name of names) this.#known.add(name);
    return this;
  }

  at(name: string): FieldPath {
    return [...this.path, name];
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  names(): string[] {
    return Object.keys(this.#value);
  }

  raw(name: string): unknown {
    this.#known.add(name);
    const value = Object.hasOwn(this.#value, name) ? this.#value[name] : undefined;
    return value === null ? undefined : value;
  }

  string(name: string): string | undefined {
    return this.#typed(name, 'text', (value) => typeof value === 'string', 'put it in quotes');
  }

  requiredString(name: string, hint?: string): string {
    const missing = this.raw(name) === undefined || this.raw(name) === '';
    if (missing) this.issues.error('MISSING_FIELD', this.at(name), 'is missing', hint);
    return missing ? '' : (this.string(name) ?? '');
  }

  boolean(name: string): boolean | undefined {
    return this.#typed(name, 'true or false', (value) => typeof value === 'boolean');
  }

  integer(name: string): number | undefined {
    return this.#typed(name, 'a whole number', (value) => Number.isSafeInteger(value));
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.string(name);
    if (value === undefined || value === '') return undefined;
    if ((allowed as readonly string[]).includes(value)) return value as T;
    this.invalid(name, `is ${JSON.stringify(value.slice(0, 80))}`, `one of ${allowed.join(', ')}`);
    return undefined;
  }

  strings(name: string): string[] {
    return this.list(name).flatMap((item, index) => {
      if (typeof item === 'string') return [item];
      this.issues.error('INVALID_FIELD', [...this.at(name), index], 'must be text', 'put it in quotes');
      return [];
    });
  }

  stringMap(name: string): Record<string, string> {
    const value = this.#typed<Members>(name, 'a map', isMap) ?? {};
    const entries = Object.entries(value).filter(([key, item]) => {
      if (typeof item === 'string') return true;
      if (item !== null)
        this.issues.error('INVALID_FIELD', [...this.at(name), key], 'must be text', 'put it in quotes');
      return false;
    });
    return Object.fromEntries(entries) as Record<string, string>;
  }

  list(name: string): readonly unknown[] {
    return this.#typed<readonly unknown[]>(name, 'a list', Array.isArray) ?? [];
  }

  map(name: string): Members | undefined {
    return this.#typed<Members>(name, 'a map', isMap);
  }

  /** The fields of a nested map; undefined where it is absent. */
  fields(name: string): Fields | undefined {
    const value = this.map(name);
    return value && new Fields(value, this.at(name), this.issues);
  }

  /** The fields of each map in a list. */
  each<T>(name: string, read: (item: Fields, index: number) => T): T[] {
    return this.list(name).map((item, index) => read(new Fields(item, [...this.at(name), index], this.issues), index));
  }

  invalid(name: string, message: string, hint?: string): void {
    this.issues.error('INVALID_FIELD', this.at(name), message, hint);
  }

  /** Refuses by name what is known and not there yet; false, empty lists and empty maps are as good as absent. */
  notYet(reason: string, ...names: string[]): void {
    for (const name of names) {
      if (!isVoid(this.raw(name)))
        this.issues.error('NOT_SUPPORTED', this.at(name), `is not there yet: ${reason}`, 'take it out');
    }
  }

  /** Warns by name of what is known, is not there yet, and is safe to go without; `reason` says what happens instead. */
  noEffect(reason: string, ...names: string[]): void {
    for (const name of names) {
      if (!isVoid(this.raw(name))) this.issues.warn('NOT_SUPPORTED', this.at(name), `has no effect yet: ${reason}`);
    }
  }

  /** Reports the fields that nobody read. Call it last. */
  done(): void {
    for (const name of Object.keys(this.#value)) {
      if (!this.#known.has(name)) this.issues.unknownField(this.at(name), this.#known);
    }
  }

  #typed<T>(name: string, wanted: string, test: (value: unknown) => boolean, hint?: string): T | undefined {
    const value = this.raw(name);
    if (value === undefined || test(value)) return value as T | undefined;
    const scalar = hint && (typeof value === 'number' || typeof value === 'boolean');
    this.issues.error('INVALID_FIELD', this.at(name), `must be ${wanted}`, scalar ? hint : undefined);
    return undefined;
  }
}

function isVoid(value: unknown): boolean {
  if (value === undefined || value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}
