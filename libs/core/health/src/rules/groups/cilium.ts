import type { GroupRules } from '../health-rules.ts';

export const cilium: readonly GroupRules[] = [
  {
    group: 'cilium.io',
    kinds: {
      'CiliumNetworkPolicy CiliumClusterwideNetworkPolicy': `
        Degraded if Valid=False
      `,
    },
  },
];
