import type { GroupRules } from '../health-rules.ts';

export const keda: readonly GroupRules[] = [
  {
    group: 'keda.sh',
    kinds: {
      ScaledObject: `
        Degraded if Fallback=True
        Degraded if Ready=False
        Suspended if Ready=True and Paused=True: {Paused.message}
        Healthy if Ready=True
        Progressing: Creating HorizontalPodAutoscaler Object
      `,
      ScaledJob: `
        Degraded if Ready=False|Unknown
        Suspended if Ready=True and Paused=True: {Paused.message}
        Healthy if Ready=True
        Progressing: Waiting for ScaledJob
      `,
    },
  },
];
