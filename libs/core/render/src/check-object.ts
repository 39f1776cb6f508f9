import {
  groupOf,
  isGenerated,
  namespaceProblem,
  subdomainProblem,
  type KubeObject,
  type Problem,
} from '@wheelhouse/core-domain';

/** What an API server refuses in any object, whatever its kind. Empty if nothing. `where` is a file with line, if known. */
export function objectProblems(object: KubeObject, where: string | undefined): Problem[] {
  const problems: Problem[] = [];
  const add = (code: Problem['code'], message: string, hint: string): void => {
    problems.push({ code, message: `${nameOf(object)}: ${message}`, ...(where && { where }), hint });
  };
  const { name, namespace, labels, annotations } = object.metadata;
  // What a run of the hook appends makes it whole.
  const nameProblem = nameProblemOf(object, isGenerated(object) ? `${name}x` : name);
  if (nameProblem) add('INVALID_NAME', `its name "${name.slice(0, 80)}" ${nameProblem}`, 'rename it');
  const bad = namespace ? namespaceProblem(namespace) : undefined;
  if (bad) add('INVALID_NAME', `its namespace "${namespace}" ${bad}`, 'rename it');
  if (!/^[A-Z][A-Za-z0-9]{0,62}$/.test(object.kind))
    add('INVALID_FIELD', `"${object.kind.slice(0, 80)}" is no kind`, 'kinds are written like ConfigMap');
  if (!/^(?:[a-z0-9.-]+\/)?v?[a-z0-9]+$/.test(object.apiVersion))
    add('INVALID_FIELD', `"${object.apiVersion.slice(0, 80)}" is no apiVersion`, 'write group/version, like apps/v1');
  for (const [field, map] of [
    ['labels', labels],
    ['annotations', annotations],
  ] as const) {
    const key = firstWithoutText(map);
    if (key !== undefined) add('INVALID_FIELD', `metadata.${field}${key} must be text`, 'put the value into quotes');
  }
  return problems;
}

/** Where the values are no map of texts: the key, or nothing for the map itself. */
function firstWithoutText(map: unknown): string | undefined {
  if (map === undefined || map === null) return undefined;
  if (typeof map !== 'object' || Array.isArray(map)) return '';
  const found = Object.entries(map).find(([, value]) => typeof value !== 'string');
  return found && `["${found[0]}"]`;
}

/** Groups whose names are only segments of a path, so that `system:reader` is one. */
const PATH_SEGMENT_GROUPS = [
  'rbac.authorization.k8s.io',
  'authorization.openshift.io',
  'user.openshift.io',
  'certificates.k8s.io',
];
/** Kinds whose names become parts of host names. */
const LABEL_KINDS = ['Namespace', 'Service'];

function nameProblemOf(object: KubeObject, name: string): string | undefined {
  const group = groupOf(object.apiVersion);
  if (PATH_SEGMENT_GROUPS.includes(group)) {
    return name === '.' || name === '..' || /[/%]/.test(name)
      ? 'may not be "." or ".." nor hold "/" or "%"'
      : undefined;
  }
  return group === '' && LABEL_KINDS.includes(object.kind)
    ? namespaceProblem(name)?.replace('is no namespace', 'is no name')
    : subdomainProblem(name);
}

/** `Deployment shop/cart`, `ClusterRole reader`. */
export const nameOf = ({ kind, metadata: { namespace, name } }: KubeObject): string =>
  `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
