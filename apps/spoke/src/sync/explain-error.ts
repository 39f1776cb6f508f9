import { KubeError } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';

/** The namespace that the API server does not find. */
export const missingNamespace = (message: string): string | undefined =>
  /namespaces "([^"]+)" not found/.exec(message)?.[1];

/** What the API server's refusal means for whoever wrote the object, and what to do. One sentence, without values. */
export function explainError(error: unknown, object: Pick<KubeObject, 'apiVersion' | 'kind'>, as?: string): string {
  if (!(error instanceof KubeError)) return error instanceof Error ? error.message : String(error);
  const namespace = missingNamespace(error.message);
  if (namespace !== undefined) {
    return `namespace ${namespace} does not exist; create it, put it into the source, or set syncOptions: [CreateNamespace=true]`;
  }
  const terminating = terminatingNamespace(error);
  if (terminating !== undefined) {
    return `namespace ${terminating} is being deleted, and takes nothing new until it is gone; if it stays, \`kubectl describe namespace ${terminating}\` says what holds it`;
  }
  if (isForbidden(error))
    return `${as ?? 'the spoke'} may not do this: ${error.message}; grant it in the cluster's RBAC`;
  if (error.status === 413 || /too large|too long/i.test(error.message)) {
    return `the object is too large for the cluster: ${error.message}; split it`;
  }
  if (error.status === 404 || error.code === 'UNKNOWN_KIND') return unknownKind(object);
  if (
    error.code === 'INVALID' &&
    /immutable|updates to statefulset spec|cannot be changed|may not change/i.test(error.message)
  ) {
    return `${error.message}; to have it deleted and made again, set its annotation argocd.argoproj.io/sync-options to Replace=true,Force=true`;
  }
  return error.message;
}

const terminatingNamespace = ({ code, message }: KubeError): string | undefined =>
  code === 'NAMESPACE_TERMINATING' ? /in namespace (\S+) because/.exec(message)?.[1] : undefined;

/** By RBAC. Admission (policies, quotas, webhooks) answers 403 too, and says itself what it does not like. */
const isForbidden = ({ status, message }: KubeError): boolean =>
  status === 403 && /cannot \w+ (resource|path)|not currently held/.test(message);

export const unknownKind = ({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): string =>
  `the cluster does not know kind ${kind} in ${apiVersion}; install the CRD that brings it, or correct apiVersion and kind`;
