import type { GroupRules } from '../health-rules.ts';

export const azure: readonly GroupRules[] = [
  {
    group: '*.azure.com',
    kinds: {
      '*': `
        Healthy if Ready=True
        Degraded if Ready=False and Ready.severity=Error
        Progressing if Ready
      `,
    },
  },
];
