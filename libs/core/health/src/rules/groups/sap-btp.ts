import type { GroupRules } from '../health-rules.ts';

export const sapBtp: readonly GroupRules[] = [
  {
    group: 'services.cloud.sap.com',
    kinds: {
      'ServiceBinding ServiceInstance': `
        Progressing for .status.conditions if stale: Waiting for spec update to be observed
        Degraded if Succeeded=False
        Degraded if Failed=True
        Healthy if .status.conditions: Ready to use
        Progressing: Waiting for status
      `,
    },
  },
];
