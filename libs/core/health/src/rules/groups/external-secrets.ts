import type { GroupRules } from '../health-rules.ts';

export const externalSecrets: readonly GroupRules[] = [
  {
    group: 'external-secrets.io',
    kinds: {
      'ExternalSecret SecretStore ClusterSecretStore PushSecret': `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for {$.kind}
      `,
      ClusterExternalSecret: `
        Healthy if .status.conditions[-1].type=Ready and .status.conditions[-1].status=True: {.status.conditions[-1].message}
        Degraded if .status.conditions[-1].type=PartiallyReady|NotReady and .status.conditions[-1].status=True: {.status.conditions[-1].message}
        Progressing: Waiting for ClusterExternalSecret
      `,
      ClusterPushSecret: `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for ClusterPushSecret
      `,
    },
  },
  {
    group: 'kubernetes-client.io',
    kinds: {
      ExternalSecret: `
        Healthy if .status.status=SUCCESS: Fetched ExternalSecret.
        Degraded if .status.status ^= ERROR: {.status.status}
        Progressing: Waiting for ExternalSecret.
      `,
    },
  },
];
