import { randomBytes } from 'node:crypto';
import type { Capabilities } from '@wheelhouse/core-template';
import type { Clock } from './clock.ts';
import { checkPair } from './keys/check-pair.ts';

/** What templates can be allowed: the time of day, random bytes, and new passwords' hashes, keys and certificates. */
export const TEMPLATE_CAPABILITIES = ['clock', 'chance', 'keys'] as const;
export type TemplateCapability = (typeof TEMPLATE_CAPABILITIES)[number];

/**
 * As Argo CD has them: with these the same facts give other Applications at each look. What makes keys is loaded only where it is
 * allowed; to check a given pair is always allowed, as it gives the same each time.
 */
export async function templateCapabilities(
  allowed: readonly TemplateCapability[],
  clock: Pick<Clock, 'now'>,
): Promise<Capabilities> {
  return {
    checkPair,
    ...(allowed.includes('clock') && { now: () => clock.now() }),
    ...(allowed.includes('chance') && { random: (count) => randomBytes(count) }),
    ...(allowed.includes('keys') && { keys: (await import('./keys/key-maker.ts')).keyMaker(clock) }),
  };
}
