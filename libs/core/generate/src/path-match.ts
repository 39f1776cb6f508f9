import { compileSteps, globSteps, notSlash, parseClass, type PathPattern } from './path-pattern.ts';

/**
 * Go's path.Match: `*` and `?` stop at slashes, `[a-z]` and `[^a]` are classes, `\` escapes. The whole path must match.
 * Undefined: the pattern is malformed.
 */
export function compilePathPattern(pattern: string): PathPattern | undefined {
  const steps = globSteps([...pattern], notSlash, parseClass);
  return steps && compileSteps(steps);
}
