import { err, ok, type Result } from '@wheelhouse/core-domain';
import type { Params } from './params.ts';

/** The text for a set of parameters. */
export type FastTemplate = (params: Params) => string;

interface Tag {
  readonly key: string;
  readonly asWritten: string;
  /** The constant text up to the next tag. */
  readonly after: string;
  /** Whether JavaScript knows the name: then only an own member counts. */
  readonly guarded: boolean;
}

/**
 * Argo CD's default engine (valyala/fasttemplate): `{{ tag }}` is looked up as one literal key, and only text counts. A tag
 * that is unknown, empty or not text stays as it was written. A text without `{{…}}` on one single line is no
 * template at all; in one that is, an unclosed `{{` is an error. No functions, no second pass.
 */
export function compileFast(text: string): Result<FastTemplate, string> {
  if (!/\{\{.*\}\}/.test(text)) return ok(() => text);
  const tags: Tag[] = [];
  let open = text.indexOf('{{');
  const first = text.slice(0, open);
  while (open >= 0) {
    const close = text.indexOf('}}', open + 2);
    if (close < 0) return err(`${positionOf(text, open)}: "{{" is not closed by "}}"`);
    const next = text.indexOf('{{', close + 2);
    const key = text.slice(open + 2, close).trim();
    const after = text.slice(close + 2, next < 0 ? undefined : next);
    tags.push({ key, asWritten: text.slice(open, close + 2), after, guarded: key in Object.prototype });
    open = next;
  }
  return ok((params) => {
    let result = first;
    for (const tag of tags) result += valueOf(tag, params) + tag.after;
    return result;
  });
}

function valueOf({ key, asWritten, guarded }: Tag, params: Params): string {
  if (key === '' || (guarded && !Object.hasOwn(params, key))) return asWritten;
  const value = params[key];
  return typeof value === 'string' ? value : asWritten;
}

/** Compiles and renders once. */
export function fastTemplate(text: string, params: Params): Result<string, string> {
  const compiled = compileFast(text);
  return compiled.ok ? ok(compiled.value(params)) : compiled;
}

const positionOf = (text: string, offset: number): string => {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
};
