import type { GroupRules } from '../health-rules.ts';

export const kiali: readonly GroupRules[] = [
  {
    group: 'kiali.io',
    kinds: {
      Kiali: `
        Healthy if Successful=True
        Degraded for .status.conditions if .type=Failure and .status=True: {.message}
        Progressing if Running.reason=Running
        Progressing: Waiting for Kiali
      `,
    },
  },
];
