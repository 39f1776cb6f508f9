import type { GroupRules } from '../health-rules.ts';

export const longhorn: readonly GroupRules[] = [
  {
    group: 'longhorn.io',
    kinds: {
      Volume: `
        Healthy if .status.robustness=healthy: volume is {.status.state}
        Degraded if .status.robustness=degraded|faulted: volume is {.status.robustness}
        Healthy if .status.state=detached: volume is detached
        Progressing: {.status.state|"Waiting for the volume"}
      `,
      BackupTarget: `
        Degraded if .status.available=false: {.status.conditions[0].message|"the backup target is not available"}
        Healthy
      `,
    },
  },
];
