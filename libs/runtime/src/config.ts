import { err, ok } from '@wheelhouse/core-domain';
import type { Problem, Result } from '@wheelhouse/core-domain';
import type { z } from 'zod';

/** One environment variable. */
export interface Setting<S extends z.ZodType = z.ZodType> {
  readonly variable: string;
  /** From text; `z.coerce` and `.default()` as needed. An empty variable counts as not set. */
  readonly schema: S;
  readonly example: string;
  /** One sentence for the reference. */
  readonly about: string;
  /** Its value appears nowhere. */
  readonly secret?: boolean;
}

export type Settings = Readonly<Record<string, Setting>>;
export type ConfigOf<S extends Settings> = { readonly [K in keyof S]: z.infer<S[K]['schema']> };
export type Environment = Readonly<Record<string, string | undefined>>;

/** Keeps the schema's type. */
export const setting = <S extends z.ZodType>(one: Setting<S>): Setting<S> => one;

/** Reads the environment once. All problems at once, each with its variable, what is wrong, and an example. */
export function loadConfig<S extends Settings>(settings: S, env: Environment): Result<ConfigOf<S>> {
  const problems: Problem[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(settings)) {
    const text = env[one.variable];
    const parsed = one.schema.safeParse(text === '' ? undefined : text);
    if (parsed.success) config[name] = parsed.data;
    else problems.push(problemOf(one, text, parsed.error));
  }
  return problems.length > 0 ? err(problems) : ok(Object.freeze(config) as ConfigOf<S>);
}

function problemOf(one: Setting, text: string | undefined, error: z.ZodError): Problem {
  const hint = `for example ${one.variable}=${one.example}`;
  if (!text) return { code: 'MISSING_FIELD', where: one.variable, message: 'is not set', hint };
  // A message of zod may quote the value.
  const reason = one.secret ? 'is not valid' : error.issues.map((issue) => issue.message).join('; ');
  return { code: 'INVALID_FIELD', where: one.variable, message: reason, hint };
}

/** A Markdown table, for the generated reference. */
export function describeSettings(settings: Settings): string {
  const rows = Object.values(settings).map((one) => {
    const fallback = one.schema.safeParse(undefined);
    const otherwise = !fallback.success
      ? 'required'
      : fallback.data === undefined
        ? ''
        : `\`${String(fallback.data)}\``;
    return `| \`${one.variable}\` | ${one.about} | ${otherwise} | \`${one.example}\` |`;
  });
  return ['| variable | what it says | default | example |', '|---|---|---|---|', ...rows, ''].join('\n');
}
