import { writeScalar } from './yaml-scalar-writer.ts';

/**
 * YAML as sigs.k8s.io/yaml writes it (go-yaml v2): keys sorted, two spaces, lists not indented below their key, long lines
 * folded. Without the last line's end, as Argo CD's `toYaml` cuts it. Throws a TemplateError for characters that YAML has not.
 */
export function toYaml(value: unknown): string {
  return isBlock(value) ? lines(value, 0).join('\n') : leaf(value, 0, 0);
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
      if (!isBlock(item)) return [`${pad}- ${leaf(item, depth + 1, pad.length + 2)}`];
      const inner = lines(item, depth + 1);
      return [`${pad}- ${inner[0]!.slice(pad.length + 2)}`, ...inner.slice(1)];
    });
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const label = `${pad}${writeScalar(key, { indent: 0, column: pad.length, isKey: true })}:`;
    if (!isBlock(item)) return [`${label} ${leaf(item, depth + 1, label.length + 1)}`];
    return [label, ...lines(item, Array.isArray(item) ? depth : depth + 1)];
  });
}

function leaf(value: unknown, depth: number, column: number): string {
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object' && value !== null) return '{}';
  if (typeof value === 'string') return writeScalar(value, { indent: 2 * Math.max(depth, 1), column, isKey: false });
  return String(value).replace(/e([-+])(\d)$/, 'e$10$2');
}
