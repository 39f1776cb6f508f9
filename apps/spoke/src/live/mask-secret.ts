import { withEncodedData } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';

const MASK = '••••••••';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** An object as it may be shown: a Secret's values masked, and without what only machines read. */
export function shown(object: KubeObject): KubeObject {
  const {
    managedFields: _,
    annotations,
    ...metadata
  } = object.metadata as KubeObject['metadata'] & {
    managedFields?: unknown;
  };
  const { [LAST_APPLIED]: applied, ...others } = annotations ?? {};
  const plain = {
    ...object,
    metadata: { ...metadata, ...(Object.keys(others).length > 0 ? { annotations: others } : {}) },
  } as KubeObject;
  return isSecret(object) ? masked(plain) : plain;
}

/** Both at once: of a Secret, keys whose values are not the same stay to be told apart. */
export function shownBeside(before: KubeObject, after: KubeObject): readonly [KubeObject, KubeObject] {
  const [one, other] = [withEncodedData(before), withEncodedData(after)];
  const [left, right] = [shown(one), shown(other)];
  if (!isSecret(right)) return [left, right];
  const [had, has] = [one, other].map(({ data }) => (data ?? {}) as Record<string, unknown>);
  const data = Object.entries((right['data'] ?? {}) as Record<string, string>).map(([key, mask]) => {
    const isOther = had![key] !== undefined && had![key] !== has![key];
    return [key, isOther ? `${mask} (another value)` : mask];
  });
  return [left, { ...right, ...(data.length > 0 ? { data: Object.fromEntries(data) as object } : {}) }];
}

const isSecret = ({ apiVersion, kind }: KubeObject): boolean => apiVersion === 'v1' && kind === 'Secret';

function masked(secret: KubeObject): KubeObject {
  const hide = (values: unknown): Record<string, string> =>
    Object.fromEntries(Object.keys((values ?? {}) as object).map((key) => [key, MASK]));
  return {
    ...secret,
    ...(secret['data'] ? { data: hide(secret['data']) } : {}),
    ...(secret['stringData'] ? { stringData: hide(secret['stringData']) } : {}),
  };
}
