/** The value of one cookie of a request's `Cookie` header. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

/** `Secure` only where the browser came over TLS: on plain HTTP it would drop the cookie. */
export const setCookie = (name: string, value: string, options: { maxAgeSeconds: number; secure: boolean }): string =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${options.maxAgeSeconds}${options.secure ? '; Secure' : ''}`;
