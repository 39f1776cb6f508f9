import type { ObjectRef, Resource } from './kube-api.ts';

const segments = (...parts: string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join('');

/** The collection of a kind: in one namespace, or everywhere. */
export const collectionPath = ({ base, name, namespaced }: Resource, namespace?: string): string =>
  base + (namespaced && namespace ? segments('namespaces', namespace) : '') + segments(name);

export const objectPath = (resource: Resource, name: string, namespace?: string): string =>
  collectionPath(resource, namespace) + segments(name);

/** For messages: `Deployment shop/web`. */
export const describeRef = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
