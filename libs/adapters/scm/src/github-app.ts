import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { Clock } from '@wheelhouse/runtime';
import { z } from 'zod';
import { TRUSTED } from './connections.ts';
import { bearer, noSecret, type Credentials } from './credentials.ts';
import { ScmClient, segment } from './scm-client.ts';
import { ScmError } from './scm-error.ts';
import type { ScmHttp } from './scm-http.ts';
import type { Data, ReferencedData } from './scm-types.ts';

/** A GitHub App as a Secret in the form of Argo CD's `repo-creds` has it. */
export interface GithubApp {
  readonly secretName: string;
  readonly id: string;
  /** Empty: it is looked for by the owner. */
  readonly installation: string;
  readonly privateKey: KeyObject;
  /** Of GitHub Enterprise; empty otherwise. */
  readonly enterpriseUrl: string;
}

export async function githubApp(secretName: string, data: ReferencedData): Promise<GithubApp> {
  const secret = await data.secret(secretName);
  if (!secret) throw noSecret(secretName);
  return {
    secretName,
    id: wholeNumber(secretName, secret, 'githubAppID', false),
    installation: wholeNumber(secretName, secret, 'githubAppInstallationID', true),
    privateKey: keyOf(secretName, secret['githubAppPrivateKey'] ?? ''),
    enterpriseUrl: secret['githubAppEnterpriseBaseUrl']?.trim() ?? '',
  };
}

function wholeNumber(secretName: string, secret: Data, key: string, optional: boolean): string {
  const value = secret[key]?.trim() ?? '';
  if (/^\d+$/.test(value) || (optional && value === '')) return value;
  throw new ScmError(`the Secret ${secretName} has no number under ${key}`);
}

function keyOf(secretName: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // What OpenSSL says of it may quote it.
  }
  throw new ScmError(`the Secret ${secretName} has no RSA key as PEM under githubAppPrivateKey`);
}

const MINUTE_MS = 60_000;
/** GitHub's clock may be behind; it takes tokens of ten minutes at most. */
const JWT = { beforeMs: MINUTE_MS, forMs: 9 * MINUTE_MS };

const installation = z.object({ id: z.number() });
const issued = z.object({ token: z.string().min(1), expires_at: z.string() });

interface Token {
  readonly token: string;
  readonly usableUntil: number;
}

/**
 * Tokens of installations, kept until shortly before they end.
 * (docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app)
 */
export class AppTokens {
  readonly #http: ScmHttp;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, Token>();

  constructor(http: ScmHttp, clock: Clock) {
    this.#http = http;
    this.#clock = clock;
  }

  /** `owner`: whose installation it is, where the Secret does not name one. */
  async credentials(app: GithubApp, base: string, owner: string): Promise<Credentials> {
    const now = this.#clock.now();
    for (const [key, { usableUntil }] of this.#tokens) if (usableUntil <= now) this.#tokens.delete(key);
    const key = JSON.stringify([base, app.id, app.installation || owner, fingerprint(app)]);
    const token = this.#tokens.get(key) ?? (await this.#issue(app, base, owner, now));
    this.#tokens.set(key, token);
    return {
      headers: bearer(token.token),
      secrets: [token.token],
      said: `the GitHub App of the Secret ${app.secretName}`,
    };
  }

  async #issue(app: GithubApp, base: string, owner: string, now: number): Promise<Token> {
    const jwt = jwtOf(app, now);
    const client = new ScmClient({
      http: this.#http,
      who: 'github',
      base,
      headers: { accept: 'application/vnd.github+json', ...bearer(jwt) },
      trust: TRUSTED,
      secrets: [jwt],
      credentials: `the GitHub App of the Secret ${app.secretName}`,
    });
    const id = app.installation || String(await installationOf(client, owner));
    const { token, expires_at } = await client.post(`app/installations/${segment(id)}/access_tokens`, issued, {});
    const expires = Date.parse(expires_at);
    return { token, usableUntil: (Number.isNaN(expires) ? now + 10 * MINUTE_MS : expires) - 2 * MINUTE_MS };
  }
}

async function installationOf(client: ScmClient, owner: string): Promise<number> {
  const found =
    (await client.find(`orgs/${segment(owner)}/installation`, installation)) ??
    (await client.find(`users/${segment(owner)}/installation`, installation));
  if (found) return found.id;
  throw new ScmError(`github: the App is not installed for ${owner}`, { hint: 'name it with githubAppInstallationID' });
}

const fingerprint = ({ privateKey }: GithubApp): string =>
  String(privateKey.export({ format: 'jwk' })['n']).slice(0, 32);

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** RFC 7519, signed with RS256. */
function jwtOf({ id, privateKey }: GithubApp, now: number): string {
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  const claims = { iat: seconds(now - JWT.beforeMs), exp: seconds(now + JWT.forMs), iss: id };
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
}
