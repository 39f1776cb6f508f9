import type { GroupRules } from '../health-rules.ts';

export const jaeger: readonly GroupRules[] = [
  {
    group: 'jaegertracing.io',
    kinds: {
      Jaeger: `
        Healthy if .status.phase=Running: Jaeger is Running
        Degraded if .status.phase=Failed: Jaeger Failed For Some Reason
        Progressing: Waiting for Jaeger
      `,
    },
  },
];
