import type { Health, KubeObject, ObjectKey } from '@wheelhouse/core-domain';

/** Signatures first; the implementations follow. `undefined`: this kind has no health and does not count. */
export declare function assessHealth(object: KubeObject): Health | undefined;
/** Whether health needs the body of such objects; otherwise a metadata-only watch will do. */
export declare function needsBody(group: string, kind: string): boolean;
/** `pod my-api-6c9f: ImagePullBackOff: …`; undefined where nothing is wrong with the pod. */
export declare function podProblem(pod: KubeObject): string | undefined;
/** Puts the first failing pod's reason into the message of a workload that is not healthy. */
export declare function withPodProblem(health: Health, pods: readonly KubeObject[]): Health;

export interface ObjectHealth {
  readonly key: ObjectKey;
  /** Absent: the kind has no health. */
  readonly health?: Health;
  /** Desired and not in the cluster. */
  readonly missing?: boolean;
  /** `argocd.argoproj.io/ignore-healthcheck: "true"`, see `ignoresHealth`. */
  readonly ignored?: boolean;
}
export declare function ignoresHealth(object: KubeObject): boolean;
/** The worst of an application's objects, its message naming the object. */
export declare function applicationHealth(objects: readonly ObjectHealth[]): Health;
