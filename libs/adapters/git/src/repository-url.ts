import { digestText, err, ok, type Result } from '@wheelhouse/core-domain';
import type { GitCredentials, GitProtocol } from './git-types.ts';

/** A repository's URL, taken apart: what may be shown, what git is told, and what only the server may hear. */
export interface RepositoryUrl {
  /** Without credentials and trailing slashes: for messages, keys and equality. */
  readonly shown: string;
  readonly protocol: GitProtocol;
  /** Of the mirror; made from `shown`, so that credentials never reach the disk. */
  readonly folderName: string;
  readonly credentials?: GitCredentials;
}

/** Takes `file:///…`, an absolute path, `http://…` and `https://…`, as far as they are allowed. */
export function parseRepositoryUrl(url: string, allowed: readonly GitProtocol[]): Result<RepositoryUrl> {
  const shown = publicUrl(url);
  const protocol = protocolOf(url);
  if (!protocol || !allowed.includes(protocol)) {
    const scheme = protocol ?? /^([a-z0-9+.-]+):/i.exec(shown)?.[1] ?? 'this form';
    const hint = `write ${allowed.map((one) => (one === 'file' ? 'file:///path' : `${one}://host/path`)).join(' or ')}`;
    return err([
      { code: 'NOT_SUPPORTED', message: `a repository URL of ${scheme} is not allowed`, where: shown, hint },
    ]);
  }
  if (protocol !== 'file' && !URL.canParse(url)) {
    return err([{ code: 'INVALID_FIELD', message: 'this is no URL', where: shown, hint: 'write https://host/path' }]);
  }
  const credentials = protocol === 'file' ? undefined : credentialsIn(url);
  const folderName = `${digestText(shown).slice(0, 32)}.git`;
  return ok({ shown, protocol, folderName, ...(credentials && { credentials }) });
}

/** Of a folder's name: whether a mirror is in it. */
export const isMirrorFolder = (name: string): boolean => /^[0-9a-f]{32}\.git$/.test(name);

/** A URL without credentials and trailing slashes: for messages, keys and equality. */
export function publicUrl(url: string): string {
  // By pattern, so that a URL that cannot be parsed loses its secret too.
  const bare = url.trim().replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
  return bare.length > 1 ? bare.replace(/(?<=[^/])\/+$/, '') : bare;
}

function protocolOf(url: string): GitProtocol | undefined {
  if (/^(?:file:\/\/)?\//.test(url) && !/[\0\n\r]/.test(url)) return 'file';
  const scheme = /^(https?):\/\/[^/\s]+/i.exec(url)?.[1]?.toLowerCase();
  return scheme === 'http' || scheme === 'https' ? scheme : undefined;
}

function credentialsIn(url: string): GitCredentials | undefined {
  const { username, password } = new URL(url);
  if (!username && !password) return undefined;
  return { username: decode(username), password: decode(password) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
