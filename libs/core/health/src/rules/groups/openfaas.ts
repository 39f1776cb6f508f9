import type { GroupRules } from '../health-rules.ts';

export const openfaas: readonly GroupRules[] = [
  {
    group: 'openfaas.com',
    kinds: {
      Function: `
        Degraded if Ready=False
        Degraded if Stalled=True
        Healthy if Ready=True and .status.replicas > 0
        Suspended if Ready=True: No replicas available
        Progressing: Waiting for Function
      `,
    },
  },
];
