import { Expired } from './kube-error.ts';
import { answerError, connectionError } from './map-errors.ts';
import type { ApiStatus } from './map-errors.ts';

const status = (reason: string, message: string, rest: Partial<ApiStatus> = {}): ApiStatus => ({
  kind: 'Status',
  reason,
  message,
  ...rest,
});
const subject = { what: 'apply ConfigMap shop/a' };

describe('answerError', () => {
  it.each<[string, number, ApiStatus | undefined, string, boolean]>([
    ['an old resourceVersion', 410, status('Expired', 'too old resource version: 1 (300)'), 'EXPIRED', false],
    ['somebody was faster', 409, status('Conflict', 'the object has been modified'), 'CONFLICT', false],
    ['it is there already', 409, status('AlreadyExists', 'already exists'), 'ALREADY_EXISTS', false],
    ['too many requests', 429, status('TooManyRequests', 'slow down'), 'TOO_MANY_REQUESTS', true],
    ['the server is ill', 500, status('InternalError', 'boom'), 'SERVER_ERROR', true],
    ['etcd takes no such object', 500, status('', 'etcdserver: request is too large'), 'TOO_LARGE', false],
    ['the server takes no such request', 413, undefined, 'TOO_LARGE', false],
    ['the server waited too long', 504, status('Timeout', 'timed out'), 'TIMEOUT', true],
    ['a proxy answers', 502, undefined, 'SERVER_ERROR', true],
    [
      'the namespace is going',
      403,
      status('Forbidden', 'is being terminated', { details: { causes: [{ reason: 'NamespaceTerminating' }] } }),
      'NAMESPACE_TERMINATING',
      true,
    ],
    ['not allowed', 403, status('Forbidden', 'cannot patch'), 'FORBIDDEN', false],
  ])('%s', (_, code, body, expected, retriable) => {
    const error = answerError(subject, code, body);
    expect(error).toMatchObject({ code: expected, retriable, status: code });
    expect(error.message).toMatch(/^apply ConfigMap shop\/a: /);
    expect(error instanceof Expired).toBe(expected === 'EXPIRED');
  });

  it('says how long the server wants us to wait', () => {
    expect(answerError(subject, 429, undefined, '3').retryAfterMs).toBe(3_000);
    expect(answerError(subject, 429, status('', '', { details: { retryAfterSeconds: 2 } })).retryAfterMs).toBe(2_000);
    expect(answerError(subject, 429, undefined, 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfterMs).toBeUndefined();
  });

  it('cuts what nobody reads', () =>
    expect(answerError(subject, 422, status('Invalid', 'x'.repeat(9_999))).message.length).toBeLessThan(1_600));

  it.each<[string, number, ApiStatus, string]>([
    [
      'names the fields',
      422,
      status('Invalid', 'data.p: Invalid value: "hunter2"', { details: { causes: [{ field: 'data.p' }] } }),
      'apply Secret shop/s: Invalid: the API server refused the Secret because of data.p; its message may quote values and is not shown',
    ],
    [
      'says what to do about plain text',
      400,
      status('BadRequest', 'Secret in version "v1" cannot be handled: illegal base64 data at input byte 4: hunter2'),
      'apply Secret shop/s: a value in data is not base64: encode it, or use stringData for plain text',
    ],
    [
      'passes on who may not',
      403,
      status('Forbidden', 'User "x" cannot patch'),
      'apply Secret shop/s: User "x" cannot patch',
    ],
  ])('of a Secret: %s', (_, code, body, message) =>
    expect(answerError({ what: 'apply Secret shop/s', secret: true }, code, body).message).toBe(message),
  );
});

describe('connectionError', () => {
  const aborted = AbortSignal.abort();
  it.each<[string, unknown, AbortSignal | undefined, string]>([
    ['the time is over', new DOMException('', 'TimeoutError'), undefined, 'TIMEOUT'],
    ['no headers came', Object.assign(new Error(), { code: 'UND_ERR_HEADERS_TIMEOUT' }), undefined, 'TIMEOUT'],
    [
      'nobody listens',
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      undefined,
      'UNREACHABLE',
    ],
    [
      'it was cut off',
      Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
      undefined,
      'UNREACHABLE',
    ],
    ['the caller gave up', new DOMException('', 'AbortError'), aborted, 'CANCELLED'],
  ])('%s', (_, cause, signal, code) =>
    expect(connectionError(subject, cause, signal)).toMatchObject({ code, status: 0, cause }),
  );
});
