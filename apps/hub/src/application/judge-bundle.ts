import {
  ARGO_API,
  builtinScope,
  keyOf,
  projectAllowsKind,
  WHEELHOUSE_API,
  type Bundle,
  type KubeObject,
  type Problem,
  type Project,
} from '@wheelhouse/core-domain';

/** What the project does not permit of a bundle, and what would have to go to the hub; each kind once. */
export function judgeBundle(bundle: Bundle, project: Project, isLocal: boolean): readonly Problem[] {
  const problems = bundle.objects.flatMap(
    (object) => kindProblem(object, project) ?? ownKindProblem(object, isLocal) ?? [],
  );
  return [...new Map(problems.map((one) => [one.message, one])).values()];
}

function kindProblem(object: KubeObject, project: Project): Problem | undefined {
  const { group, kind, namespace, name } = keyOf(object);
  // A custom resource that names a namespace is taken at its word here; its spoke, which knows, asks the project again.
  const inNamespace = builtinScope(group, kind) ?? (namespace !== '' || undefined);
  const permitted = (namespaced: boolean): boolean => projectAllowsKind(project, { group, kind }, namespaced);
  // What may live in either place must be permitted in both.
  const allowed = inNamespace === undefined ? permitted(true) && permitted(false) : permitted(inNamespace);
  if (allowed) return undefined;
  const shown = group ? `${group}/${kind}` : kind;
  return {
    code: 'KIND_NOT_PERMITTED',
    message: `the project ${project.metadata.name} does not allow objects of kind ${shown}, such as ${name}`,
    where: `${kind} ${name}`,
    hint: `add it to ${inNamespace ? 'namespaceResourceWhitelist' : 'clusterResourceWhitelist'} of the project, or take the object out`,
  };
}

const OWN_KINDS = new Set(['Application', 'ApplicationSet', 'AppProject', 'Project']);

function ownKindProblem({ apiVersion, kind, metadata }: KubeObject, isLocal: boolean): Problem | undefined {
  if (!isLocal || !OWN_KINDS.has(kind) || (apiVersion !== ARGO_API && apiVersion !== WHEELHOUSE_API)) return undefined;
  return {
    code: 'NOT_SUPPORTED',
    message: `${kind} ${metadata.name} is rendered for the local cluster: an app of apps is not there yet`,
    where: `${kind} ${metadata.name}`,
    hint: 'put it into a fleet repository, or apply it',
  };
}
