/** A piece of a jq expression; `at` counts characters from 0. */
export interface JqToken {
  readonly kind: 'text' | 'number' | 'field' | 'name' | 'sign' | 'end';
  /** Of a text what it says; of a field its name. */
  readonly value: string;
  readonly at: number;
}

const TOKEN =
  /\s+|(?<text>"(?:[^"\\]|\\.)*")|(?<number>\d+(?:\.\d+)?)|(?<field>\.[A-Za-z_]\w*)|(?<name>[A-Za-z_]\w*)|(?<sign>\.\.|==|!=|<=|>=|[.[\](){}|,;?<>:$@/*+%=-])/y;

/** The tokens of an expression with an end behind them, or what cannot be read. */
export function jqTokens(text: string): readonly JqToken[] | string {
  const tokens: JqToken[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) return `at character ${at + 1}: ${JSON.stringify(text.slice(at, at + 10))} is not jq`;
    const [kind, raw] = Object.entries(found.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (kind === undefined || raw === undefined) continue;
    const value = kind === 'text' ? textOf(raw) : kind === 'field' ? raw.slice(1) : raw;
    if (value === undefined) return `at character ${at + 1}: ${raw.slice(0, 20)} is no plain text`;
    tokens.push({ kind: kind as JqToken['kind'], value, at });
  }
  return [...tokens, { kind: 'end', value: '', at: text.length }];
}

/** Without interpolation, a text of jq is one of JSON. */
function textOf(raw: string): string | undefined {
  try {
    return JSON.parse(raw) as string;
  } catch {
    return undefined;
  }
}
