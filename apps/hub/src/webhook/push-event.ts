import { createHmac, timingSafeEqual } from 'node:crypto';

export type WebhookHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Repository URLs (as a source may write them) and the ref that moved. Nothing else of a payload is trusted. */
export interface PushEvent {
  readonly urls: readonly string[];
  readonly ref: string | undefined;
}

const header = (headers: WebhookHeaders, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

const equal = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

/**
 * Is the body signed with our secret? GitHub and Bitbucket: `X-Hub-Signature(-256)`; Gitea: `X-Gitea-Signature`;
 * GitLab: the secret itself in `X-Gitlab-Token`.
 */
export function signatureMatches(headers: WebhookHeaders, body: Buffer, secret: string): boolean {
  const hmac = createHmac('sha256', secret).update(body).digest('hex');
  const github = header(headers, 'x-hub-signature-256') || header(headers, 'x-hub-signature');
  if (github) return equal(github, `sha256=${hmac}`);
  const gitea = header(headers, 'x-gitea-signature') || header(headers, 'x-gogs-signature');
  if (gitea) return equal(gitea, hmac);
  const gitlab = header(headers, 'x-gitlab-token');
  return gitlab !== '' && equal(gitlab, secret);
}

const text = (value: unknown): string[] =>
  typeof value === 'string' && value !== '' && value.length < 2048 ? [value] : [];
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** With and without `.git`, so that it meets the source however that was written. */
const spellings = (urls: readonly string[]): string[] => [
  ...new Set(urls.flatMap((url) => [url, url.endsWith('.git') ? url.slice(0, -4) : `${url}.git`])),
];

const bitbucketLinks = (repository: Record<string, unknown>): string[] => {
  const links = record(repository['links']);
  const clone = Array.isArray(links['clone']) ? links['clone'].flatMap((link) => text(record(link)['href'])) : [];
  return [...clone, ...text(record(links['html'])['href'])];
};

/** Reads (repository, ref) out of a push payload; undefined where it is none (a ping, another event). */
export function parsePush(payload: unknown): PushEvent | undefined {
  const body = record(payload);
  const repository = record(body['repository']);
  const project = record(body['project']);
  const urls = [
    ...['clone_url', 'html_url', 'ssh_url', 'git_http_url', 'git_ssh_url', 'homepage'].flatMap((field) =>
      text(repository[field]),
    ),
    ...['git_http_url', 'git_ssh_url', 'web_url'].flatMap((field) => text(project[field])),
    ...bitbucketLinks(repository),
  ];
  if (urls.length === 0) return undefined;
  const changes = record(body['push'])['changes'];
  const bitbucketRef = Array.isArray(changes) ? text(record(record(changes[0])['new'])['name'])[0] : undefined;
  return { urls: spellings(urls), ref: text(body['ref'])[0] ?? bitbucketRef };
}
