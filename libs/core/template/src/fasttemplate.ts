import { err, ok, type Result } from '@wheelhouse/core-domain';

/**
 * Argo CD's default engine (valyala/fasttemplate): `{{ tag }}` is looked up as one literal key, and only text counts. A tag
 * that is unknown, empty or not text stays as it was written. A text without `{{…}}` on one single line is no
 * template at all; in one that is, an unclosed `{{` is an error. No functions, no second pass.
 */
export function fastTemplate(text: string, params: Readonly<Record<string, unknown>>): Result<string, string> {
  if (!/\{\{.*\}\}/.test(text)) return ok(text);
  let result = '';
  for (let at = 0; ;) {
    const open = text.indexOf('{{', at);
    if (open < 0) return ok(result + text.slice(at));
    const close = text.indexOf('}}', open + 2);
    if (close < 0) return err(`${positionOf(text, open)}: "{{" is not closed by "}}"`);
    const tag = text.slice(open + 2, close);
    const key = tag.trim();
    const value = Object.hasOwn(params, key) ? params[key] : undefined;
    result += text.slice(at, open) + (key !== '' && typeof value === 'string' ? value : `{{${tag}}}`);
    at = close + 2;
  }
}

const positionOf = (text: string, offset: number): string => {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
};
