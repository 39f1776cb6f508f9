import type { KubeObject } from './kube-object.ts';

export const isSecret = ({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean =>
  apiVersion === 'v1' && kind === 'Secret';

/**
 * A Secret with its `stringData` written into `data`, as the API server does it; everything else as it is. To be done before an
 * object is applied: the server would note us as the owner of `stringData`, which it then drops, and of nothing in `data`, so
 * that nobody saw when a value was changed.
 */
export function withEncodedData(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  if (!isSecret(object) || typeof stringData !== 'object' || stringData === null) return object;
  const members = Object.entries(stringData);
  // A map or a list is no text: the server says so better than a text that nobody wrote.
  if (members.some(([, text]) => typeof text === 'object' && text !== null)) return object;
  const encoded = members.map(([key, text]) => [key, base64(String(text))]);
  return { ...rest, data: { ...(object['data'] as object | undefined), ...Object.fromEntries(encoded) } } as KubeObject;
}

const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
