/** A registered Kubernetes cluster. */
export interface Cluster {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: {
    /** An alias that `destination.server` may name; the hub never dials it. Empty where none is given. */
    readonly server: string;
    /** An IANA zone for windows in the cluster's own time; `UTC` where none is given. */
    readonly timeZone: string;
    /** The project of an Argo CD cluster Secret that is scoped to one; empty otherwise. */
    readonly project: string;
  };
}

/** What Argo CD's manifests call the cluster that the control plane runs in. */
export const LOCAL_CLUSTER_SERVER = 'https://kubernetes.default.svc';
export const LOCAL_CLUSTER_NAME = 'in-cluster';
