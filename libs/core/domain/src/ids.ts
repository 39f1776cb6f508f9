declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** A registered cluster: 16 characters of `a-z2-7`, issued by the hub. Names are data; subjects and keys carry ids. */
export type ClusterId = Branded<string, 'ClusterId'>;
/** A project: 16 characters of `a-z2-7`. */
export type ProjectId = Branded<string, 'ProjectId'>;
/** An application: 64 bits as 16 lower-case hexadecimal digits. */
export type ApplicationId = Branded<string, 'ApplicationId'>;
/** SHA-256 as 64 lower-case hexadecimal digits. */
export type Digest = Branded<string, 'Digest'>;
/** A Git commit: 40 lower-case hexadecimal digits (64 in SHA-256 repositories). */
export type Commit = Branded<string, 'Commit'>;
/** One of 64 slices of the work, 0 to 63. */
export type ShardId = Branded<number, 'ShardId'>;
/** One requested sync, terminate or removal; a UUID. */
export type OperationId = Branded<string, 'OperationId'>;

export const SHARDS = 64;

const checked =
  <T>(what: string, pattern: RegExp) =>
  (text: string): T => {
    if (!pattern.test(text)) throw new TypeError(`not ${what}: ${JSON.stringify(text.slice(0, 80))}`);
    return text as T;
  };

export const clusterId = checked<ClusterId>('a cluster id', /^[a-z2-7]{16}$/);
export const projectId = checked<ProjectId>('a project id', /^[a-z2-7]{16}$/);
export const applicationId = checked<ApplicationId>('an application id', /^[0-9a-f]{16}$/);
export const digest = checked<Digest>('a SHA-256 digest', /^[0-9a-f]{64}$/);
export const commit = checked<Commit>('a commit', /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
export const operationId = checked<OperationId>('an operation id', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** The shard of a cluster, set or repository: FNV-1a of its id (or URL), modulo 64. Stable for ever: it is in subjects. */
export function shardOf(id: string): ShardId {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return (hash % SHARDS) as ShardId;
}
