import { Expired, KubeError } from './kube-error.ts';
import type { KubeErrorCode, KubeErrorFields } from './kube-error.ts';

/** `metav1.Status`, as far as it is read. */
export interface ApiStatus {
  readonly kind?: string;
  readonly status?: string;
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: {
    readonly kind?: string;
    readonly name?: string;
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly field?: string; readonly reason?: string }[];
  };
}

/** What a request is about, for the message. */
export interface RequestSubject {
  /** e.g. `apply Deployment shop/web`. */
  readonly what: string;
  /** The API server's messages may quote values of a Secret: they are not passed on. */
  readonly secret?: boolean;
}

/** A status page is not for people to read; a long list of refused fields is not either. */
const LONGEST = 1_500;

export function answerError(
  subject: RequestSubject,
  httpStatus: number,
  body: ApiStatus | undefined,
  retryAfter?: string,
): KubeError {
  const code = codeOf(httpStatus, body);
  const seconds = Number(retryAfter ?? body?.details?.retryAfterSeconds);
  const fields: KubeErrorFields = {
    code,
    status: httpStatus,
    reason: body?.reason ?? '',
    ...(body?.details ? { details: detailsOf(body.details) } : {}),
    ...(seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
  };
  const message = `${subject.what}: ${shorten(reasonText(subject, httpStatus, body))}`;
  return code === 'EXPIRED' ? new Expired(message, fields) : new KubeError(message, fields);
}

function codeOf(status: number, body: ApiStatus | undefined): KubeErrorCode {
  const { reason = '', message = '', details } = body ?? {};
  if (reason === 'AlreadyExists') return 'ALREADY_EXISTS';
  if (details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating')) return 'NAMESPACE_TERMINATING';
  if (status === 413 || message.includes('request is too large') || message.includes('message larger than max'))
    return 'TOO_LARGE';
  return byStatus[status] ?? (status >= 500 ? 'SERVER_ERROR' : 'BAD_REQUEST');
}

const byStatus: Readonly<Record<number, KubeErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  408: 'TIMEOUT',
  409: 'CONFLICT',
  410: 'EXPIRED',
  422: 'INVALID',
  429: 'TOO_MANY_REQUESTS',
  504: 'TIMEOUT',
};

const detailsOf = ({
  kind,
  name,
  causes = [],
}: NonNullable<ApiStatus['details']>): NonNullable<KubeErrorFields['details']> => ({
  ...(kind ? { kind } : {}),
  ...(name ? { name } : {}),
  fields: causes.flatMap(({ field }) => field || []),
});

const UNAUTHORIZED =
  'the API server does not accept these credentials (401): the token has expired, or its ServiceAccount is gone';

function reasonText({ secret }: RequestSubject, status: number, body: ApiStatus | undefined): string {
  if (status === 401) return UNAUTHORIZED;
  if (!body?.message) return `the API server answered ${status}${body?.reason ? ` ${body.reason}` : ''}`;
  const refused = status === 400 || status === 422 || status >= 500;
  return secret && refused ? secretText(status, body) : body.message;
}

function secretText(status: number, { reason, message = '', details }: ApiStatus): string {
  if (message.includes('illegal base64'))
    return 'a value in data is not base64: encode it, or use stringData for plain text';
  const fields = details?.causes?.flatMap(({ field }) => field || []) ?? [];
  const where = fields.length > 0 ? ` because of ${fields.join(', ')}` : '';
  return `${reason || status}: the API server refused the Secret${where}; its message may quote values and is not shown`;
}

const shorten = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}… (cut)` : text);

/** There was no answer: not reached, cut off, too slow, or given up by the caller. */
export function connectionError({ what }: RequestSubject, cause: unknown, caller: AbortSignal | undefined): KubeError {
  if (caller?.aborted) return new KubeError(`${what}: given up by the caller`, { code: 'CANCELLED', cause });
  const { name = '', code = '', message = String(cause) } = cause as { name?: string; code?: string; message?: string };
  if (name === 'TimeoutError' || code.endsWith('_TIMEOUT')) {
    return new KubeError(`${what}: no answer in time`, { code: 'TIMEOUT', cause });
  }
  return new KubeError(`${what}: the API server cannot be reached: ${message || code}`, { code: 'UNREACHABLE', cause });
}
