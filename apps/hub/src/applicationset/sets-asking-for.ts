import { isMap } from '@wheelhouse/core-domain';

interface Asking {
  readonly id: string;
  /** `spec.generators` as it was written. */
  readonly generators: unknown;
}

/**
 * The sets that ask a service for something that a webhook of a repository may have changed: its pull requests; the
 * repositories of its owner; and all plugins, whose ways nobody knows, as in Argo CD. So a preview is there soon after its
 * pull request. Asking once too often does no harm: what is written as a template, and repositories by number, always count.
 */
export function setsAskingFor(urls: readonly string[], sets: readonly Asking[]): string[] {
  const paths = urls.map(pathOf);
  return sets.filter(({ generators }) => concerns(generators, paths)).map(({ id }) => id);
}

/** `/owner/name` of an address, in whatever way it is written. */
const pathOf = (url: string): string =>
  `/${url
    .replace(/^[a-z+]+:\/\/[^/]*\//i, '')
    .replace(/^[^/:@]*@?[^/:]*:/, '')
    .replace(/\.git$/, '')
    .toLowerCase()}`;

/** However deep a generator is. */
function concerns(value: unknown, paths: readonly string[]): boolean {
  if (Array.isArray(value)) return value.some((item) => concerns(item, paths));
  if (!isMap(value)) return false;
  return Object.entries(value).some(([key, item]) => {
    const concerned = BY_GENERATOR[key];
    if (!concerned) return concerns(item, paths);
    return isMap(item) && (concerned === 'always' || Object.values(item).some((config) => concerned(config, paths)));
  });
}

type Concerned = (config: unknown, paths: readonly string[]) => boolean;

const BY_GENERATOR: Readonly<Record<string, Concerned | 'always' | undefined>> = Object.assign(Object.create(null), {
  plugin: 'always',
  pullRequest: (config: unknown, paths: readonly string[]) =>
    isMap(config) && isMeant([config['owner'] ?? config['project'], config['repo']], (name) => endWith(paths, name)),
  scmProvider: (config: unknown, paths: readonly string[]) =>
    isMap(config) && OWNERS.some((key) => isMeant([config[key]], (name) => areBelow(paths, name))),
});

/** Where the providers have the owner of the repositories; CodeCommit sends no webhooks. */
const OWNERS = ['organization', 'group', 'owner', 'project'];

function isMeant(parts: readonly unknown[], test: (name: string) => boolean): boolean {
  const given = parts.filter((part) => typeof part === 'string');
  if (given.length === 0) return false;
  const name = given.join('/').toLowerCase();
  return name.includes('{{') || /^\d+$/.test(name) || test(name);
}

const endWith = (paths: readonly string[], name: string): boolean => paths.some((path) => path.endsWith(`/${name}`));
const areBelow = (paths: readonly string[], name: string): boolean =>
  paths.some((path) => `${path}/`.includes(`/${name}/`));
