import { isMap, type Fields } from './fields.ts';

/** The values of a Kubernetes Secret: `data` in base64, `stringData` plain, the latter winning. Errors hold no value. */
export function readSecretData(root: Fields): Record<string, string> {
  const encoded = root.stringMap('data');
  const plain = root.raw('stringData') === undefined ? {} : root.stringMap('stringData');
  const decoded: [string, string][] = [];
  for (const [key, value] of Object.entries(encoded)) {
    const text = decodeBase64(value);
    if (text === undefined)
      root.issues.error(
        'INVALID_FIELD',
        [...root.at('data'), key],
        'is no base64 of UTF-8 text',
        'or write it plainly under stringData',
      );
    else decoded.push([key, text]);
  }
  root.ignore('apiVersion', 'kind', 'type', 'immutable', 'status').done();
  return Object.fromEntries([...decoded, ...Object.entries(plain)]);
}

function decodeBase64(text: string): string | undefined {
  const compact = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(compact), (char) => char.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export const SECRET_TYPE_LABEL = 'argocd.argoproj.io/secret-type';

/** `cluster`, `repository`, …: what Argo CD takes a Secret for, by its label; undefined for any other Secret. */
export function secretTypeOf(object: unknown): string | undefined {
  const metadata = isMap(object) ? object['metadata'] : undefined;
  const labels = isMap(metadata) ? metadata['labels'] : undefined;
  const type = isMap(labels) ? labels[SECRET_TYPE_LABEL] : undefined;
  return typeof type === 'string' ? type : undefined;
}
