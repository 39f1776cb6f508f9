import { compileSteps, literal, many, notSlash, one, parseClass, type Step } from './path-pattern.ts';

/**
 * Go's path.Match: `*` and `?` stop at slashes, `[a-z]` and `[^a]` are classes, `\` escapes. The whole path must match.
 * Undefined: the pattern is malformed.
 */
export function compilePathPattern(pattern: string): ((path: string) => boolean) | undefined {
  const steps = stepsOf([...pattern]);
  return steps && compileSteps(steps);
}

function stepsOf(chars: readonly string[]): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    if (char === '*') steps.push(many(notSlash));
    else if (char === '?') steps.push(one(notSlash));
    else if (char === '[') {
      const parsed = parseClass(chars, at + 1);
      if (!parsed) return undefined;
      steps.push(one(parsed.takes));
      at = parsed.end;
    } else {
      const exact = char === '\\' ? chars[++at] : char;
      if (exact === undefined) return undefined;
      steps.push(literal(exact));
    }
  }
  return steps;
}
