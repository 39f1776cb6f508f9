import type { GroupRules } from '../health-rules.ts';

export const karpenter: readonly GroupRules[] = [
  {
    group: 'karpenter.k8s.aws',
    kinds: {
      EC2NodeClass: `
        Degraded if Ready=False
        Healthy if Ready=True: EC2NodeClass is ready
        Progressing: Waiting for EC2NodeClass to be ready
      `,
    },
  },
  {
    group: 'karpenter.sh',
    kinds: {
      NodeClaim: `
        Progressing if stale: Waiting for NodeClaim spec to be reconciled
        Suspended if Disrupting=True
        Healthy if Ready=True
        Degraded if Ready=False
        Progressing if Initialized=True: Node initialized, waiting for Ready
        Progressing if Registered=True: Node registered, waiting for initialization
        Progressing if Launched=True: Node launched, waiting for registration
        Progressing: Waiting for NodeClaim to be launched
      `,
      NodePool: `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for NodePool to be ready
      `,
    },
  },
];
