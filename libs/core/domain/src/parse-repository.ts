import { Fields, Issues, type Parsed, type ParseOptions } from './fields.ts';
import { readMetadata } from './parse-metadata.ts';
import type { Repository, RepositoryCredentials } from './repository.ts';
import type { Result } from './result.ts';
import { readSecretData, secretTypeOf } from './secret-data.ts';

const CREDENTIALS = ['username', 'password', 'bearerToken'] as const satisfies readonly (keyof RepositoryCredentials)[];

/** A repository from our `kind: Repository` or from Argo CD's Secret of type `repository` or `repo-creds`. */
export function parseRepository(object: unknown, options: ParseOptions = {}): Result<Parsed<Repository>> {
  const issues = new Issues(options);
  const root = new Fields(object, [], issues);
  return issues.result(root.raw('kind') === 'Secret' ? readRepositorySecret(root, object) : readRepository(root));
}

function readRepository(root: Fields): Repository {
  const { name, namespace } = readMetadata(root);
  const fields = root.fields('spec') ?? new Fields({}, ['spec'], root.issues);
  root.ignore('apiVersion', 'kind', 'status').done();
  const spec = {
    url: fields.requiredString('url'),
    match: fields.oneOf('match', ['repository', 'prefix'] as const) ?? 'repository',
    project: fields.string('project') ?? '',
    insecure: fields.boolean('insecure') ?? false,
  };
  fields.notYet(
    'repositories are read with a password or a token',
    'sshPrivateKey',
    'tlsClientCertData',
    'tlsClientCertKey',
  );
  fields.noEffect(NO_EFFECT['insecure']!, 'insecure');
  const credentials = credentialsOf((key) => fields.string(key));
  fields.done();
  checkUrl(root, spec.url);
  return { metadata: { name, namespace }, spec, ...(credentials && { credentials }) };
}

/** What Argo CD has and we don't: refused if set, since the repository could not be read as was meant. */
const NOT_YET = [
  'sshPrivateKey',
  'tlsClientCertData',
  'tlsClientCertKey',
  'githubAppID',
  'githubAppInstallationID',
  'githubAppPrivateKey',
  'gcpServiceAccountKey',
  'proxy',
];
/** Of a Secret: read, or only for people, or true of every repository here. */
const KNOWN = ['url', 'type', 'name', 'project', 'username', 'password', 'bearerToken', 'forceHttpBasicAuth'];
const NO_EFFECT: Readonly<Record<string, string>> = {
  insecure: "the server's certificate is checked always",
  insecureIgnoreHostKey: 'repositories are not read over SSH',
  enableLfs: 'pointers of LFS are read as they are',
};

function readRepositorySecret(root: Fields, object: unknown): Repository {
  const { name, namespace } = readMetadata(root);
  const data = readSecretData(root);
  const type = data['type'] || 'git';
  if (type !== 'git') {
    root.issues.error(
      'NOT_SUPPORTED',
      [],
      `repositories of type ${JSON.stringify(type.slice(0, 20))} are not there yet`,
      'only git is',
    );
  }
  for (const key of NOT_YET) {
    if (data[key]) root.issues.error('NOT_SUPPORTED', [], `${key} of a repository Secret is not there yet`);
  }
  if (!data['url'])
    root.issues.error('MISSING_FIELD', [], 'the repository Secret has no url', 'put it under stringData.url');
  else checkUrl(root, data['url']);
  for (const key of Object.keys(data)) warnOfKey(root, key, data[key]!);
  const credentials = credentialsOf((key) => data[key]);
  const insecure = [data['insecure'], data['insecureIgnoreHostKey']].includes('true');
  return {
    metadata: { name, namespace },
    spec: {
      url: data['url'] ?? '',
      match: secretTypeOf(object) === 'repo-creds' ? 'prefix' : 'repository',
      project: data['project'] ?? '',
      insecure,
    },
    ...(credentials && { credentials }),
  };
}

function warnOfKey(root: Fields, key: string, value: string): void {
  if (value === '' || KNOWN.includes(key) || NOT_YET.includes(key)) return;
  const shown = `${key.slice(0, 80)} of a repository Secret`;
  const reason = Object.hasOwn(NO_EFFECT, key) ? NO_EFFECT[key] : undefined;
  if (!reason) root.issues.warn('UNKNOWN_FIELD', [], `${shown} is no known key and has no effect`);
  else if (value !== 'false') root.issues.warn('NOT_SUPPORTED', [], `${shown} has no effect yet: ${reason}`);
}

function credentialsOf(
  read: (key: keyof RepositoryCredentials) => string | undefined,
): RepositoryCredentials | undefined {
  const entries = CREDENTIALS.map((key) => [key, read(key)] as const).filter(([, value]) => value);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** A URL is shown and logged, so it must not carry a password. */
function checkUrl(root: Fields, url: string): void {
  if (/^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(url)) {
    root.issues.error(
      'INVALID_FIELD',
      [],
      'the URL of the repository holds a password',
      'put it under username and password',
    );
  }
}
