import { stringify } from 'yaml';

/** What the API server writes for itself, and nobody compares. */
const SERVERS = ['managedFields', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'selfLink'];

/** An object as YAML, without what no manifest says: its status and the server's own metadata. Empty where there is none. */
export function readable(object: unknown): string {
  if (typeof object !== 'object' || object === null) return '';
  const { status: _, metadata, ...rest } = object as Record<string, unknown>;
  const kept = Object.entries((metadata ?? {}) as object).filter(([field]) => !SERVERS.includes(field));
  const { apiVersion, kind, ...body } = rest;
  return stringify({ apiVersion, kind, metadata: Object.fromEntries(kept), ...body }, { lineWidth: 0 });
}
