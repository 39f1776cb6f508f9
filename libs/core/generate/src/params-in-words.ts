import type { Params } from '@wheelhouse/core-template';

const MAX_LENGTH = 160;

/**
 * What helps where a template failed: for which of hundreds of parameters it did; or, where somebody wrote `{{ name }}` in a Go
 * template, how a parameter is written.
 */
export function paramsInWords(params: Params, failure: string): string {
  const unknown = /function "(\w+)" not defined/.exec(failure)?.[1];
  if (unknown !== undefined && Object.hasOwn(params, unknown))
    return `in a Go template a parameter is written {{ .${unknown} }}`;
  const text = JSON.stringify(params);
  return `the parameters were ${text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text}`;
}
