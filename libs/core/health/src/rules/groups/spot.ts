import type { GroupRules } from '../health-rules.ts';

export const spot: readonly GroupRules[] = [
  {
    group: 'spot.io',
    kinds: {
      SpotDeployment: `
        Degraded if InvalidSpec
        Degraded if Progressing.reason=RolloutAborted|ProgressDeadlineExceeded
        Suspended if Paused=True: Rollout is paused
        Progressing if .status.phase=Progressing: Waiting for rollout to finish steps
        Healthy if .status.conditions:
        Progressing
      `,
    },
  },
];
