import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

export function inRoot(...parts: string[]): string {
  return path.join(ROOT, ...parts);
}
