import { stringify } from 'yaml';

/** A stored manifest as people write it. */
export const toYaml = (manifest: unknown): string =>
  stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false });
