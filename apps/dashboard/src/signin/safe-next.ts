/** Where to go after sign-in: a path of this site, never another site's (`//evil`, `/\evil`, `https:`); `/` otherwise. */
export function safeNext(next: string | null, origin: string): string {
  if (!next?.startsWith('/')) return '/';
  const url = URL.canParse(next, origin) ? new URL(next, origin) : undefined;
  return url?.origin === origin && !url.pathname.startsWith('/signin') ? url.pathname + url.search + url.hash : '/';
}
