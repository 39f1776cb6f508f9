import { err, ok, type Result } from '@wheelhouse/core-domain';
import { Regex } from './regex/regex.ts';
import { RegexError } from './regex/syntax.ts';

/** A regular expression with RE2's meaning, in linear time: whether it matches anywhere in a text. Errors say what is wrong with it. */
export function compileExpression(pattern: string): Result<(text: string) => boolean, string> {
  try {
    const regex = new Regex(pattern);
    return ok((text) => regex.match([...text], 0, () => undefined) !== undefined);
  } catch (error) {
    if (error instanceof RegexError) return err(error.message);
    throw error;
  }
}
