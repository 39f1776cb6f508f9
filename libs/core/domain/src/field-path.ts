/** Where a value is inside a document: `['spec', 'sources', 0, 'path']`. */
export type FieldPath = readonly (string | number)[];

/** `spec.sources[0].path`; keys that are no plain words are quoted: `metadata.labels["a.b/c"]`. */
export const pathText = (path: FieldPath): string => path.reduce<string>(childPath, '');

/** The path of one step further. */
export function childPath(path: string, step: string | number): string {
  if (typeof step === 'number') return `${path}[${step}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path ? `${path}.${step}` : step;
}
