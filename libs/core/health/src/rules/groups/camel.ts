import type { GroupRules } from '../health-rules.ts';

export const camel: readonly GroupRules[] = [
  {
    group: 'camel.apache.org',
    kinds: {
      Integration: `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for Integration
      `,
    },
  },
];
