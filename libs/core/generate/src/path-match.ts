import { compileSteps, globSteps, notSlash, parseClass } from './path-pattern.ts';

/**
 * Go's path.Match: `*` and `?` stop at slashes, `[a-z]` and `[^a]` are classes, `\` escapes. The whole path must match.
 * Undefined: the pattern is malformed.
 */
export function compilePathPattern(pattern: string): ((path: string) => boolean) | undefined {
  const steps = globSteps([...pattern], notSlash, parseClass);
  return steps && compileSteps(steps);
}
