import { randomBytes } from 'node:crypto';
import type { Capabilities } from '@wheelhouse/core-template';
import type { Clock } from './clock.ts';

/** What templates can be allowed: the time of day, and random bytes. */
export const TEMPLATE_CAPABILITIES = ['clock', 'chance'] as const;
export type TemplateCapability = (typeof TEMPLATE_CAPABILITIES)[number];

/** As Argo CD has them: with these the same facts give other Applications at each look. */
export const templateCapabilities = (
  allowed: readonly TemplateCapability[],
  clock: Pick<Clock, 'now'>,
): Capabilities => ({
  ...(allowed.includes('clock') && { now: () => clock.now() }),
  ...(allowed.includes('chance') && { random: (count) => randomBytes(count) }),
});
