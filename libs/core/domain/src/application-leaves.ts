import type { FieldPath } from './field-path.ts';
import { labelValueProblem, namespaceProblem, subdomainProblem } from './names.ts';
import { normalPath } from './parse-source.ts';

/** A text of an Application's manifest that may be another one while all else of the Application stays as it is. */
export interface ApplicationLeaf {
  /** The texts for which that holds: what is wrong or odd about another one only the parser knows. */
  readonly takes: (text: string) => boolean;
  /** Where the parsed Application has it. */
  readonly at: FieldPath;
  /** What the parsed Application has there; default: the text. */
  readonly read?: (text: string) => string;
}

type Rule = Pick<ApplicationLeaf, 'takes' | 'read'>;

const any: Rule = { takes: () => true };
const given: Rule = { takes: (text) => text !== '' };
const name: Rule = { takes: (text) => subdomainProblem(text) === undefined };
const namespace: Rule = { takes: (text) => namespaceProblem(text) === undefined };
const labelValue: Rule = { takes: (text) => labelValueProblem(text) === undefined };
const path: Rule = {
  takes: (text) => text !== '' && normalPath(text) !== undefined,
  read: (text) => normalPath(text)!,
};

/**
 * By path: `*` is any one member. What is not here has rules that look further than one text. The parser's rules for the same
 * fields are in `parse-application.ts` and beside it; a property test holds both together.
 */
const RULES: readonly (readonly [path: string, rule: Rule])[] = [
  ['metadata name', name],
  ['metadata labels *', labelValue],
  ['metadata annotations *', any],
  ['metadata finalizers *', any],
  ['spec project', given],
  ['spec destination name', given],
  ['spec destination server', given],
  ['spec destination namespace', namespace],
  ['spec syncPolicy managedNamespaceMetadata labels *', labelValue],
  ['spec syncPolicy managedNamespaceMetadata annotations *', any],
];

/** The same below one source. */
const SOURCE_RULES: readonly (readonly [path: string, rule: Rule])[] = [
  ['repoURL', given],
  ['targetRevision', given],
  ['path', path],
  ['ref', given],
  ['directory include', given],
  ['directory exclude', given],
  ['kustomize namePrefix', given],
  ['kustomize nameSuffix', given],
  ['kustomize namespace', given],
  ['kustomize images *', any],
  ['kustomize components *', any],
  ['kustomize commonLabels *', any],
  ['kustomize commonAnnotations *', any],
];

/** The text at a path of a manifest (`['spec', 'source', 'path']`); undefined where nothing simple can be said of it. */
export function applicationLeaf(at: FieldPath): ApplicationLeaf | undefined {
  // No rule for keys that assignments would not take as keys.
  if (at.includes('__proto__')) return undefined;
  const [spec, field, index] = at;
  if (spec === 'spec' && field === 'source') return leafOfSource(at.slice(2), ['spec', 'sources', 0]);
  if (spec === 'spec' && field === 'sources' && typeof index === 'number')
    return leafOfSource(at.slice(3), ['spec', 'sources', index]);
  const rule = ruleOf(at, RULES);
  return rule && { ...rule, at };
}

function leafOfSource(below: FieldPath, source: FieldPath): ApplicationLeaf | undefined {
  const rule = ruleOf(below, SOURCE_RULES);
  return rule && { ...rule, at: [...source, ...below] };
}

const ruleOf = (at: FieldPath, rules: typeof RULES): Rule | undefined =>
  rules.find(([pattern]) => fits(at, pattern.split(' ')))?.[1];

const fits = (at: FieldPath, pattern: readonly string[]): boolean =>
  at.length === pattern.length && pattern.every((name, index) => name === '*' || name === at[index]);
