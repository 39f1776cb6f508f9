import { stringify } from 'yaml';

/**
 * A JSON value as YAML that every reader takes for the same: texts that YAML 1.1 reads as something else (`yes`, `0777`, `1_000`)
 * are quoted, as `kubectl` and sigs.k8s.io/yaml write them. Nothing is folded, and there are no anchors.
 */
export const yamlText = (value: unknown): string =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });
