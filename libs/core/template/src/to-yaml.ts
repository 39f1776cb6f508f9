import { resolvePlainScalar } from '@wheelhouse/core-domain';

/**
 * YAML as sigs.k8s.io/yaml writes it (go-yaml v2): keys sorted, two spaces, lists not indented below their key, text quoted
 * only where it would be read as something else. Without the last line's end, as Argo CD's `toYaml` cuts it.
 */
export function toYaml(value: unknown): string {
  return isBlock(value) ? lines(value, 0).join('\n') : scalar(value, 0);
}

type Block = readonly unknown[] | Readonly<Record<string, unknown>>;

function isBlock(value: unknown): value is Block {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

function lines(value: Block, depth: number): string[] {
  const pad = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      if (!isBlock(item)) return [`${pad}- ${scalar(item, depth + 1)}`];
      const inner = lines(item, depth + 1);
      return [`${pad}- ${inner[0]!.trimStart()}`, ...inner.slice(1)];
    });
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const label = `${pad}${scalar(key, depth)}:`;
    if (!isBlock(item)) return [`${label} ${scalar(item, depth + 1)}`];
    return [label, ...lines(item, Array.isArray(item) ? depth : depth + 1)];
  });
}

function scalar(value: unknown, depth: number): string {
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object' && value !== null) return '{}';
  if (typeof value !== 'string') return value === null ? 'null' : number(value);
  if (value === '') return '""';
  // eslint-disable-next-line no-control-regex -- control characters need double quotes
  if (
    /[\u0000-\u0008\u000b-\u001f\u007f-\u0084\u0086-\u009f\ufeff]|[\ud800-\udfff]/.test(
      value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''),
    )
  )
    return JSON.stringify(value);
  if (value.includes('\n')) return literal(value, depth);
  if (typeof resolvePlainScalar(value) !== 'string' || looksTyped(value)) return JSON.stringify(value);
  return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

const number = (value: unknown): string => {
  const text = String(value);
  return text.replace(/e([-+])(\d)$/, 'e$10$2');
};

/** Dates and sexagesimal numbers are quoted for readers that know them. */
const looksTyped = (text: string): boolean =>
  /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?$/.test(text) ||
  /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text) ||
  text === '<<' ||
  text === '=';

function isPlain(text: string): boolean {
  if (/^[\s]|[\s]$/.test(text)) return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text)) return false;
  if (/^[-?:](?:\s|$)/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false;
  return !/: |:$| #/.test(text) && !/\t/.test(text);
}

function literal(text: string, depth: number): string {
  if (/^[\s]|[ \t]\n|\t/.test(text) && /^\s/.test(text)) return JSON.stringify(text);
  const chomp = text.endsWith('\n') ? (text.endsWith('\n\n') ? '+' : '') : '-';
  const pad = '  '.repeat(Math.max(depth, 1));
  const body = text.replace(/\n$/, '').split('\n');
  return `|${chomp}\n${body.map((line) => (line ? pad + line : line)).join('\n')}`;
}
