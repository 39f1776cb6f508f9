export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Providers that say nothing are left alone for so long. */
const UNSAID_MS = 60_000;
const MAX_MS = 6 * 3_600_000;

/**
 * How long a provider wants to be left alone after this answer; undefined where it does not. GitHub says 403 with an empty
 * allowance or with `Retry-After`, everybody else 429; 503 with `Retry-After` counts too.
 * (docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, docs.gitlab.com/security/rate_limits,
 * learn.microsoft.com/azure/devops/integrate/concepts/rate-limits)
 */
export function retryAfterMs(status: number, headers: Headers, now: number): number | undefined {
  const said = saidMs(headers, now);
  const limited =
    status === 429 ||
    (status === 403 && (said !== undefined || spent(headers))) ||
    (status === 503 && said !== undefined);
  if (!limited) return undefined;
  return Math.min(Math.max(said ?? resetMs(headers, now) ?? UNSAID_MS, 1_000), MAX_MS);
}

/** How long nothing more is to be had although this answer was a good one. */
export function spentMs(headers: Headers, now: number): number | undefined {
  const reset = spent(headers) ? resetMs(headers, now) : undefined;
  return reset === undefined ? undefined : Math.min(Math.max(reset, 0), MAX_MS);
}

export const header = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Seconds, or a date. */
function saidMs(headers: Headers, now: number): number | undefined {
  const said = header(headers, 'retry-after');
  if (!said) return undefined;
  if (/^\d+$/.test(said)) return Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : at - now;
}

const spent = (headers: Headers): boolean =>
  (header(headers, 'x-ratelimit-remaining') ?? header(headers, 'ratelimit-remaining')) === '0';

/** In seconds since 1970. */
function resetMs(headers: Headers, now: number): number | undefined {
  const at = header(headers, 'x-ratelimit-reset') ?? header(headers, 'ratelimit-reset');
  return at && /^\d{9,11}$/.test(at) ? Number(at) * 1000 - now : undefined;
}
