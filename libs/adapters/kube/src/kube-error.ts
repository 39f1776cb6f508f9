/** What went wrong, in kinds that callers act on. */
export const kubeErrorCodes = [
  'ALREADY_EXISTS',
  'BAD_REQUEST',
  'CANCELLED',
  'CONFLICT',
  'EXPIRED',
  'FORBIDDEN',
  'INVALID',
  'NAMESPACE_TERMINATING',
  'NOT_FOUND',
  'SERVER_ERROR',
  'TIMEOUT',
  'TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'UNAUTHORIZED',
  'UNKNOWN_KIND',
  'UNREACHABLE',
] as const;
export type KubeErrorCode = (typeof kubeErrorCodes)[number];

/** Trying the same again may work. A Conflict needs a fresh read first; so it is not among them. */
const retriable: ReadonlySet<KubeErrorCode> = new Set([
  'NAMESPACE_TERMINATING',
  'SERVER_ERROR',
  'TIMEOUT',
  'TOO_MANY_REQUESTS',
  'UNAUTHORIZED',
  'UNREACHABLE',
]);

export interface KubeErrorFields {
  readonly code: KubeErrorCode;
  /** HTTP; 0 if there was no answer. */
  readonly status?: number;
  /** The API server's word, e.g. `Invalid`. */
  readonly reason?: string;
  /** The API server's `details` without what may quote values: kind, name, and the fields that it refuses. */
  readonly details?: { readonly kind?: string; readonly name?: string; readonly fields: readonly string[] };
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Every failure of this adapter. Its message says what was tried, on what, and why it failed; it quotes no Secret. */
export class KubeError extends Error {
  readonly code: KubeErrorCode;
  readonly status: number;
  readonly reason: string;
  readonly details: KubeErrorFields['details'];
  readonly retryAfterMs: number | undefined;

  constructor(message: string, fields: KubeErrorFields) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = new.target.name;
    this.code = fields.code;
    this.status = fields.status ?? 0;
    this.reason = fields.reason ?? '';
    this.details = fields.details;
    this.retryAfterMs = fields.retryAfterMs;
  }

  get retriable(): boolean {
    return retriable.has(this.code);
  }
}

/** The resourceVersion is too old: list again. */
export class Expired extends KubeError {}

export const isKubeError = (error: unknown, ...codes: KubeErrorCode[]): error is KubeError =>
  error instanceof KubeError && (codes.length === 0 || codes.includes(error.code));

/** Nothing is written where somebody else looks for it: the server would drop the namespace without a word. */
export const noNamespace = (kind: string, name: string, namespace: string): KubeError =>
  new KubeError(`${kind} ${name} names namespace ${namespace}, and objects of its kind live in none`, {
    code: 'BAD_REQUEST',
  });

export const unknownKind = (apiVersion: string, kind: string): KubeError =>
  new KubeError(`the cluster does not know kind ${kind} (apiVersion ${apiVersion}): install its CRD first`, {
    code: 'UNKNOWN_KIND',
  });
