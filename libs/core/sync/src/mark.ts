import { identityText, keyOf, withEncodedData } from '@wheelhouse/core-domain';
import type { ApplicationId, ApplicationIdentity, KubeObject, ObjectKey } from '@wheelhouse/core-domain';

/** On managed objects only, never on pod templates: watches select by it. */
export const APPLICATION_LABEL = 'wheelhouse.dev/application';
export const TRACKING_ANNOTATION = 'wheelhouse.dev/tracking-id';

export interface Marks {
  readonly applicationId: ApplicationId;
  readonly identity: ApplicationIdentity;
}

const describing = ({ group, kind, namespace, name }: ObjectKey): string => `:${group}/${kind}:${namespace}/${name}`;

/** `project/namespace/app:group/Kind:ns/name` */
export const trackingId = (identity: ApplicationIdentity, key: ObjectKey): string =>
  identityText(identity) + describing(key);

/**
 * The object as it is applied: with our marks, and a Secret's plain text encoded, without which its drift could not be seen.
 * Bundles carry no marks, so that one bundle serves every cluster.
 */
export function mark(object: KubeObject, { applicationId, identity }: Marks): KubeObject {
  const { labels, annotations } = object.metadata;
  return {
    ...withEncodedData(object),
    metadata: {
      ...object.metadata,
      labels: { ...labels, [APPLICATION_LABEL]: applicationId },
      annotations: { ...annotations, [TRACKING_ANNOTATION]: trackingId(identity, keyOf(object)) },
    },
  };
}

/** Of which application an object's tracking-id speaks, whatever the application's id is; undefined without one. */
export function identityOfTracking({ metadata }: KubeObject): ApplicationIdentity | undefined {
  const [project, namespace, rest] = metadata.annotations?.[TRACKING_ANNOTATION]?.split('/') ?? [];
  const name = rest?.split(':')[0];
  return project && namespace && name ? { project, namespace, name } : undefined;
}

/**
 * Whether a live object is ours: the label is there (and names the application, if one is given), and the tracking-id describes
 * the object itself. A copy of one of our objects carries its marks, but they describe the other. Metadata-only objects
 * don't say their kind: give their `key`.
 */
export function isOurs(live: KubeObject, applicationId?: ApplicationId, key: ObjectKey = keyOf(live)): boolean {
  const label = live.metadata.labels?.[APPLICATION_LABEL];
  if (!label || (applicationId !== undefined && label !== applicationId)) return false;
  return live.metadata.annotations?.[TRACKING_ANNOTATION]?.endsWith(describing(key)) ?? false;
}
