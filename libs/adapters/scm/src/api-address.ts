import { ScmError } from './scm-error.ts';

/**
 * The address that a set names, if the hub may ask it. Argo CD allows all unless a list is given; here it is the other way
 * round, because people who are no admins may write sets, and tokens go where the address says.
 */
export function checkedAddress(who: string, api: string, allowed: readonly string[]): string {
  const url = URL.canParse(api) ? new URL(api) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new ScmError(`${who}: api is no address of a server`, { hint: 'for example https://git.example.com' });
  const plain = withoutSlash(url.href);
  if (
    !allowed.includes('*') &&
    !allowed.some((one) => withoutSlash(one) === plain || withoutSlash(one) === withoutSlash(api))
  )
    throw new ScmError(`${who}: ${plain} is not among the providers that this hub may ask`, {
      hint: 'an admin adds it to WHEELHOUSE_ALLOWED_SCM_PROVIDERS',
    });
  return plain;
}

export const withoutSlash = (address: string): string => address.replace(/\/+$/, '');

/** GitHub Enterprise has its API below `/api/v3`, unless it has a host of its own for it. */
export const githubBase = (address: string): string => {
  const { hostname, pathname } = new URL(address);
  const own = hostname.startsWith('api.') || hostname.includes('.api.');
  return own || pathname.endsWith('/api/v3') ? address : `${address}/api/v3`;
};

export const gitlabBase = (address: string): string => (address.endsWith('/api/v4') ? address : `${address}/api/v4`);

export const giteaBase = (address: string): string => `${address}/api/v1`;

export const bitbucketServerBase = (address: string): string =>
  `${address.endsWith('/rest') ? address : `${address}/rest`}/api/1.0`;
