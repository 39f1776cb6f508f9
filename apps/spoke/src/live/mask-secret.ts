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
