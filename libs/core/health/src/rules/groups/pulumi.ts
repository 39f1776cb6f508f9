import type { GroupRules } from '../health-rules.ts';

export const pulumi: readonly GroupRules[] = [
  {
    group: 'pulumi.com',
    kinds: {
      Stack: `
        Progressing if unobserved: Waiting for the operator to observe the latest spec change
        Degraded if Stalled=True
        Progressing if Reconciling=True
        Healthy if Ready=True
        Progressing: Waiting for the stack to be reconciled
      `,
    },
  },
];
