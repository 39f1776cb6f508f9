import { isMap } from '@wheelhouse/core-domain';

interface Asking {
  readonly id: string;
  /** `spec.generators` as it was written. */
  readonly generators: unknown;
}

/**
 * The sets that ask for the pull requests of a repository of which a webhook told, so that a preview is there soon after its
 * pull request. Asking once too often does no harm: what is written as a template, and repositories by number, always count.
 */
export function setsAskingFor(urls: readonly string[], sets: readonly Asking[]): string[] {
  const paths = urls.map(pathOf);
  const concerns = (wanted: string): boolean =>
    wanted.includes('{{') || /^\d+$/.test(wanted) || paths.some((path) => path.endsWith(`/${wanted.toLowerCase()}`));
  return sets.filter(({ generators }) => repositoriesIn(generators).some(concerns)).map(({ id }) => id);
}

/** `/owner/name` of an address, in whatever way it is written. */
const pathOf = (url: string): string =>
  `/${url
    .replace(/^[a-z+]+:\/\/[^/]*\//i, '')
    .replace(/^[^/:@]*@?[^/:]*:/, '')
    .replace(/\.git$/, '')
    .toLowerCase()}`;

/** `owner/name` of all `pullRequest` generators, however deep they are. */
function repositoriesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(repositoriesIn);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'pullRequest' && isMap(item) ? Object.values(item).flatMap(repositoryOf) : repositoriesIn(item),
  );
}

function repositoryOf(config: unknown): readonly string[] {
  if (!isMap(config)) return [];
  const { owner, project, repo } = config;
  const parts = [owner ?? project, repo].filter((part) => typeof part === 'string');
  return parts.length > 0 ? [parts.join('/')] : [];
}
