import type { ApplicationSet, ManifestDocument } from './application-set.ts';
import type { Application } from './application.ts';
import type { Cluster } from './cluster.ts';
import { DECISIONS_LABEL, isPlacementDecision, type FactObject } from './fact-object.ts';
import { locateIn, type Parsed, type ParseOptions } from './fields.ts';
import { nearestName } from './nearest.ts';
import { parseApplicationSet } from './parse-application-set.ts';
import { parseApplication } from './parse-application.ts';
import { parseCluster } from './parse-cluster.ts';
import { parseClusterDecision, parseConfigMap, parseFactSecret } from './parse-fact-object.ts';
import { parseProject } from './parse-project.ts';
import { parseRepository } from './parse-repository.ts';
import { parseSyncWindow } from './parse-sync-window.ts';
import type { Project } from './project.ts';
import type { Repository } from './repository.ts';
import { err, ok, type Problem, type ProblemCode, type Result } from './result.ts';
import { SECRET_TYPE_LABEL, secretTypeOf } from './secret-data.ts';
import type { SyncWindow } from './sync-window.ts';

export const ARGO_API = 'argoproj.io/v1alpha1';
export const WHEELHOUSE_API = 'wheelhouse.dev/v1alpha1';

interface ResourceValues {
  readonly ApplicationSet: ApplicationSet;
  readonly Application: Application;
  readonly Project: Project;
  readonly Cluster: Cluster;
  readonly Repository: Repository;
  readonly SyncWindow: SyncWindow;
  readonly ConfigMap: FactObject;
  readonly Secret: FactObject;
  /** Of whatever kind it is. */
  readonly ClusterDecision: FactObject;
}

export type ResourceKind = keyof ResourceValues;

/** A resource that the hub keeps; `apiVersion` is the one it was written in, also where it was a Secret (`v1`). */
export type Resource = {
  readonly [K in ResourceKind]: { readonly kind: K; readonly apiVersion: string; readonly value: ResourceValues[K] };
}[ResourceKind];

export type ParsedResource = Resource & { readonly warnings: readonly Problem[] };

type Parser<T> = (object: unknown, options: ParseOptions) => Result<Parsed<T>>;

const PARSERS: { readonly [K in ResourceKind]: Parser<ResourceValues[K]> } = {
  ApplicationSet: parseApplicationSet,
  Application: parseApplication,
  Project: parseProject,
  Cluster: parseCluster,
  Repository: parseRepository,
  SyncWindow: parseSyncWindow,
  ConfigMap: parseConfigMap,
  Secret: parseFactSecret,
  ClusterDecision: parseClusterDecision,
};

/** Written as `v1`, or as whatever they are. */
const FACTS: readonly string[] = ['ConfigMap', 'Secret', 'ClusterDecision'] satisfies ResourceKind[];

const ARGO_KINDS: Readonly<Record<string, ResourceKind>> = {
  ApplicationSet: 'ApplicationSet',
  Application: 'Application',
  AppProject: 'Project',
};

const SECRET_TYPES: Readonly<Record<string, ResourceKind>> = {
  cluster: 'Cluster',
  repository: 'Repository',
  'repo-creds': 'Repository',
  'scm-creds': 'Secret',
};

/** What Argo CD wants on Secrets that its plugin generators name. */
const PART_OF_ARGO = ['app.kubernetes.io/part-of', 'argocd'] as const;

/**
 * One of the resources that Wheelhouse keeps, from its document. An unknown field is an error in our own kinds; in Argo CD's
 * it is dropped with a warning (`strict` makes it an error too). Every problem names file and line.
 */
export function parseResource(
  document: ManifestDocument,
  options: { readonly strict?: boolean } = {},
): Result<ParsedResource> {
  const kind = resourceKindOf(document);
  if (!kind.ok) return kind;
  const { apiVersion } = document.object;
  const parse: Parser<ResourceValues[ResourceKind]> = PARSERS[kind.value];
  const strict = options.strict === true || apiVersion === WHEELHOUSE_API;
  const parsed = parse(document.object, { strict, locate: locateIn(document) });
  if (!parsed.ok) return err(parsed.error.map((problem) => named(problem, document)));
  const { value, warnings } = parsed.value;
  const resource = { kind: kind.value, apiVersion, value } as Resource;
  return ok({ ...resource, warnings: warnings.map((warning) => named(warning, document)) });
}

/** Which resource a document is; undefined kinds are an error with the nearest known name. */
export function resourceKindOf(document: ManifestDocument): Result<ResourceKind> {
  const { apiVersion, kind } = document.object;
  const refuse = (code: ProblemCode, message: string, hint: string): Result<never> =>
    err([named({ code, message, where: locateIn(document)('kind'), hint }, document)]);
  if (apiVersion === 'v1' && kind === 'Secret') {
    const type = secretTypeOf(document.object);
    const secret = type !== undefined && Object.hasOwn(SECRET_TYPES, type) ? SECRET_TYPES[type] : undefined;
    const message = 'only Secrets of clusters, repositories and generators are kept';
    const hint = `label it ${SECRET_TYPE_LABEL}: cluster, repository, repo-creds or scm-creds`;
    const ofPlugin = type === undefined && document.object.metadata.labels?.[PART_OF_ARGO[0]] === PART_OF_ARGO[1];
    return secret || ofPlugin ? ok(secret ?? 'Secret') : refuse('UNKNOWN_KIND', message, hint);
  }
  if (apiVersion === 'v1' && kind === 'ConfigMap') return ok('ConfigMap');
  const known = (apiVersion === ARGO_API ? Object.keys(ARGO_KINDS) : Object.keys(PARSERS)).filter(
    (one) => !FACTS.includes(one),
  );
  const own = apiVersion === ARGO_API || apiVersion === WHEELHOUSE_API;
  const decides = isPlacementDecision(document.object) || document.object.metadata.labels?.[DECISIONS_LABEL] === 'true';
  if (!own && decides) return ok('ClusterDecision');
  if (!own) {
    return refuse(
      'UNKNOWN_KIND',
      `${apiVersion} is no API group that Wheelhouse keeps`,
      `${WHEELHOUSE_API} or ${ARGO_API}; what names clusters in its status is labelled ${DECISIONS_LABEL}: "true"`,
    );
  }
  if (!known.includes(kind)) {
    const near = nearestName(kind, known);
    return refuse('UNKNOWN_KIND', `${apiVersion} has no such kind`, near ? `did you mean ${near}?` : known.join(', '));
  }
  return ok(apiVersion === ARGO_API ? ARGO_KINDS[kind]! : (kind as ResourceKind));
}

const named = (problem: Problem, { object }: ManifestDocument): Problem => ({
  ...problem,
  message: `${object.kind} ${object.metadata.name}: ${problem.message}`,
});
