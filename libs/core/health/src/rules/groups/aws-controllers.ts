import type { GroupRules } from '../health-rules.ts';

export const awsControllers: readonly GroupRules[] = [
  {
    group: '*.services.k8s.aws',
    kinds: {
      '*': `
        Degraded if "ACK.Terminal"=True
        Progressing if Ready=False
        Healthy if Ready=True:
        Progressing: Waiting for resource to be ready
      `,
    },
  },
];
