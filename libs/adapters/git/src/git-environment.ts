import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GitCredentials, GitProtocol } from './git-types.ts';
import type { RepositoryUrl } from './repository-url.ts';

/** What may come in from outside: where programs are, and how this machine reaches the network. */
const PASSED = [
  'PATH',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'TMPDIR',
];

/** Also what an older git, without GIT_CONFIG_GLOBAL, reads in its HOME. */
const CONFIG = '.gitconfig';

/**
 * Our own global configuration, the only one that git reads. It is a file, because git clears configuration of the
 * environment before it starts `upload-pack` for a file URL, and that wants `safe.directory` too.
 */
export async function writeGitConfig(folder: string, timeoutMs: number): Promise<string> {
  const file = path.join(folder, CONFIG);
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
  const lines = [
    '[safe]\n\tdirectory = *',
    '[core]\n\thooksPath = /dev/null\n\tfsmonitor = false\n\taskPass =',
    '[credential]\n\thelper =',
    '[maintenance]\n\tauto = false',
    '[gc]\n\tauto = 0\n\tautoDetach = false\n\tautoPackLimit = 50',
    '[fetch]\n\trecurseSubmodules = false\n\tunpackLimit = 1',
    '[transfer]\n\tfsckObjects = false',
    `[http]\n\tlowSpeedLimit = 1\n\tlowSpeedTime = ${seconds}\n\tfollowRedirects = initial`,
    '[protocol]\n\tversion = 2',
  ];
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

/** The whole environment of a git process: nothing of the user's or the system's configuration, no prompt, no hook. */
export function gitEnvironment(folder: string, gitDir: string): Record<string, string> {
  const environment: Record<string, string> = {
    LC_ALL: 'C',
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: path.join(folder, CONFIG),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_DIR: gitDir,
  };
  for (const name of PASSED) {
    for (const key of [name, name.toLowerCase()]) {
      const value = process.env[key];
      if (value !== undefined && value !== '') environment[key] = value;
    }
  }
  return environment;
}

/**
 * For a talk with a remote: the protocols that it may use, and its credentials as a header for this origin only. They go
 * by the environment, which no process list, log or error shows.
 */
export function remoteEnvironment(
  base: Record<string, string>,
  url: RepositoryUrl,
  talk: { readonly allowed: readonly GitProtocol[]; readonly credentials?: GitCredentials },
): Record<string, string> {
  const credentials = talk.credentials ?? url.credentials;
  const environment = { ...base, GIT_ALLOW_PROTOCOL: talk.allowed.join(':') };
  if (!credentials || url.protocol === 'file') return environment;
  return {
    ...environment,
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `http.${new URL(url.shown).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${authorization(credentials)}`,
    // After a redirect git sends the header to the new host too.
    GIT_CONFIG_KEY_1: 'http.followRedirects',
    GIT_CONFIG_VALUE_1: 'false',
  };
}

const authorization = (credentials: GitCredentials): string =>
  'bearerToken' in credentials
    ? `Bearer ${credentials.bearerToken}`
    : `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;

/** Takes every form of the credentials out of a text. */
export function masked(text: string, credentials: readonly (GitCredentials | undefined)[]): string {
  let result = text.replace(/(\w+:\/\/)[^/\s@]*@/g, '$1');
  for (const one of credentials) {
    if (!one) continue;
    const secrets = 'bearerToken' in one ? [one.bearerToken] : [one.password, encodeURIComponent(one.password)];
    for (const secret of [authorization(one), ...secrets]) if (secret) result = result.replaceAll(secret, '***');
  }
  return result;
}
