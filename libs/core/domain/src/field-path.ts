/** Where a value is inside a document: `['spec', 'sources', 0, 'path']`. */
export type FieldPath = readonly (string | number)[];

/** `spec.sources[0].path`; keys that are no plain words are quoted: `metadata.labels["a.b/c"]`. */
export function pathText(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text ? `.${step}` : step;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
