import type { GroupRules } from '../health-rules.ts';

export const medusa: readonly GroupRules[] = [
  {
    group: 'medusa.k8ssandra.io',
    kinds: {
      'MedusaBackupJob MedusaTask': `
        Unknown if not .status: No status object
        Unknown if not .status.observedGeneration: No observedGeneration
        Progressing if stale: observedGeneration is not equal to generation
        Degraded if .status.failed: Failed nodes exist
        Healthy if .status.finished
        Progressing: Status not known yet
      `,
    },
  },
];
