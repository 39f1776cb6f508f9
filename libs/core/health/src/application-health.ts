import { compareHealth } from '@wheelhouse/core-domain';
import type { Health, KubeObject, ObjectKey } from '@wheelhouse/core-domain';

const IGNORE_ANNOTATION = 'argocd.argoproj.io/ignore-healthcheck';

/** One object of an application, as `applicationHealth` needs it. */
export interface ObjectHealth {
  readonly key: ObjectKey;
  /** Absent: the kind has no health. */
  readonly health?: Health;
  /** Desired and not in the cluster. */
  readonly missing?: boolean;
  /** See `ignoresHealth`. */
  readonly ignored?: boolean;
}

export const ignoresHealth = (object: KubeObject): boolean =>
  object.metadata.annotations?.[IGNORE_ANNOTATION] === 'true';

/**
 * The worst of an application's objects, its message naming the object. Left out: kinds without health, objects that ask for
 * it, missing objects while others are there (all gone is Missing), and child Applications that are Missing or Unknown.
 */
export function applicationHealth(objects: readonly ObjectHealth[]): Health {
  if (objects.length > 0 && objects.every((object) => object.missing)) {
    return { status: 'Missing', message: `none of ${objects.length} objects is in the cluster` };
  }
  let worst: { key: ObjectKey; health: Health } | undefined;
  for (const { key, health, missing, ignored } of objects) {
    if (!health || missing || ignored || isUncountedChild(key, health)) continue;
    if (compareHealth(health.status, worst?.health.status ?? 'Healthy') > 0) worst = { key, health };
  }
  return worst ? named(worst.key, worst.health) : { status: 'Healthy' };
}

const isUncountedChild = ({ group, kind }: ObjectKey, { status }: Health): boolean =>
  kind === 'Application' &&
  (group === 'argoproj.io' || group === 'wheelhouse.dev') &&
  (status === 'Missing' || status === 'Unknown');

/** Of these a person knows the name: `web: 1 of 3 pods in ImagePullBackOff`. */
const isWorkload = ({ group, kind }: ObjectKey): boolean => group === 'apps' || (group === 'batch' && kind === 'Job');

const named = (key: ObjectKey, { status, message }: Health): Health => {
  if (message && isWorkload(key)) return { status, message: `${key.name}: ${message}` };
  const subject = `${key.kind} ${key.namespace ? `${key.namespace}/` : ''}${key.name}`;
  return { status, message: message ? `${subject}: ${message}` : `${subject} is ${status}` };
};
