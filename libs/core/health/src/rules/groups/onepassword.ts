import type { GroupRules } from '../health-rules.ts';

export const onepassword: readonly GroupRules[] = [
  {
    group: 'onepassword.com',
    kinds: {
      OnePasswordItem: `
        Healthy if Ready=True
        Degraded if Ready=False
        Progressing: Waiting for controller to report status
      `,
    },
  },
];
