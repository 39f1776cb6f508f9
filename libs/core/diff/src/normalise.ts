import { isSecret, withEncodedData } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { isObject } from './same-value.ts';

/**
 * A desired or live object as the API server would keep it, as far as that is more than defaults: to be done on both sides before
 * they are compared.
 */
export function normalised(object: KubeObject): KubeObject {
  switch (object.kind) {
    case 'Secret':
      return isSecret(object) ? withoutBlanks(withEncodedData(object)) : object;
    case 'ConfigMap':
      return object.apiVersion === 'v1' ? withTexts(object) : object;
    case 'ClusterRole':
      return withoutAggregated(object);
    case 'CustomResourceDefinition':
      return withoutOldDefault(object);
    default:
      return object;
  }
}

/** Line breaks within base64, as `base64` prints them, are not kept. */
function withoutBlanks(secret: KubeObject): KubeObject {
  const { data } = secret;
  if (!isObject(data) || !Object.values(data).some((text) => typeof text === 'string' && /\s/.test(text)))
    return secret;
  const entries = Object.entries(data);
  const plain = entries.map(([key, text]) => [key, typeof text === 'string' ? text.replace(/\s+/g, '') : text]);
  return { ...secret, data: Object.fromEntries(plain) as object };
}

/** A key without a value is the empty text, and not an absent key. */
function withTexts(configMap: KubeObject): KubeObject {
  const { data } = configMap;
  if (!isObject(data) || !Object.values(data).includes(null)) return configMap;
  return { ...configMap, data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, text ?? ''])) };
}

/** The rules of an aggregated role are written by a controller, whatever the manifest says. */
function withoutAggregated(role: KubeObject): KubeObject {
  const { aggregationRule, rules: _, ...rest } = role;
  const selectors = isObject(aggregationRule) ? aggregationRule['clusterRoleSelectors'] : undefined;
  return Array.isArray(selectors) && selectors.length > 0 ? ({ ...rest, aggregationRule } as KubeObject) : role;
}

/** `preserveUnknownFields: false` is all that v1 allows, and is left out. */
function withoutOldDefault(definition: KubeObject): KubeObject {
  const { spec } = definition;
  if (!isObject(spec) || spec['preserveUnknownFields'] !== false) return definition;
  const { preserveUnknownFields: _, ...rest } = spec;
  return { ...definition, spec: rest };
}
