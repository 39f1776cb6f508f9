import type { IgnoreDifference, JsonPath, KubeObject, Problem } from '@wheelhouse/core-domain';
import { compileJqPath, globMatches, groupOf } from '@wheelhouse/core-domain';
import { copyWithout } from './json-paths.ts';

/** A jq expression that cannot be read is refused: in Argo CD it fails every comparison. */
export const checkIgnoreDifferences = (ignore: readonly IgnoreDifference[]): Problem[] =>
  ignore.flatMap(({ jqPathExpressions }, rule) =>
    jqPathExpressions.flatMap((expression, index) => {
      const compiled = compileJqPath(expression);
      if (compiled.ok) return [];
      const where = `spec.ignoreDifferences[${rule}].jqPathExpressions[${index}]`;
      const message = `${expression} ${compiled.error}`;
      return [{ code: 'INVALID_FIELD' as const, message, where, hint: 'name the field, or use jsonPointers' }];
    }),
  );

/** What of one object is not compared. */
export interface Ignored {
  /** Where it stands in a document; also places that are not there. */
  readonly pathsIn: (document: KubeObject) => readonly JsonPath[];
  readonly hasPaths: boolean;
  readonly managers: ReadonlySet<string>;
}

/** `group` and `kind` are globs, `name` and `namespace` are not; a broken pointer ignores nothing: Argo CD's rules. */
export function ignoredFor(object: KubeObject, ignore: readonly IgnoreDifference[]): Ignored {
  if (ignore.length === 0) return NOTHING;
  const group = groupOf(object.apiVersion);
  const rules = ignore.filter(
    (rule) =>
      globMatches(rule.group, group) &&
      globMatches(rule.kind, object.kind) &&
      (!rule.name || rule.name === object.metadata.name) &&
      (!rule.namespace || rule.namespace === (object.metadata.namespace ?? '')),
  );
  const finders = rules.flatMap(findersOf);
  return {
    pathsIn: (document) => finders.flatMap((find) => find(document)),
    hasPaths: finders.length > 0,
    managers: new Set(rules.flatMap(({ managedFieldsManagers }) => managedFieldsManagers)),
  };
}

const NOTHING: Ignored = { pathsIn: () => [], hasPaths: false, managers: new Set() };

type Finder = (document: unknown) => readonly JsonPath[];

/** The same rule is asked for each object that is looked at, and compiled once. */
const compiled = new WeakMap<IgnoreDifference, readonly Finder[]>();

function findersOf(rule: IgnoreDifference): readonly Finder[] {
  const known = compiled.get(rule);
  if (known) return known;
  const pointers = rule.jsonPointers.flatMap(parsePointer).map((path) => () => [path]);
  const expressions = rule.jqPathExpressions.flatMap((expression) => {
    const result = compileJqPath(expression);
    return result.ok ? [result.value] : [];
  });
  const finders = [...pointers, ...expressions];
  compiled.set(rule, finders);
  return finders;
}

/** RFC 6901. */
const parsePointer = (pointer: string): JsonPath[] =>
  pointer.startsWith('/')
    ? [
        pointer
          .slice(1)
          .split('/')
          .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')),
      ]
    : [];

/** The document without what is ignored in it; itself if that is nothing. */
export const withoutIgnored = (document: KubeObject, { pathsIn, hasPaths }: Ignored): KubeObject =>
  hasPaths ? copyWithout(document, pathsIn(document)) : document;
