import type { GroupRules } from '../health-rules.ts';

export const capsule: readonly GroupRules[] = [
  {
    group: 'addons.projectcapsule.dev',
    kinds: {
      'GlobalSopsSecret SopsProvider SopsSecret': `
        Progressing if not .status.conditions: Waiting for status
        Progressing if stale: Waiting for reconciliation (generation mismatch)
        Healthy if Ready=True
        Degraded if Ready=False
        Progressing if Ready=Unknown
        Progressing: Waiting for Ready condition
      `,
    },
  },
  {
    group: 'capsule.clastix.io',
    kinds: {
      'CapsuleConfiguration CustomQuota GlobalCustomQuota GlobalProxySettings ProxySetting TenantOwner': `
        Progressing if not .status.conditions: Waiting for status
        Progressing if stale: Waiting for reconciliation (generation mismatch)
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for Ready condition
      `,
      'GlobalTenantResource TenantResource': `
        Suspended if .spec.cordoned: Replication is cordoned
        Progressing if not .status.conditions: Waiting for status
        Progressing if stale: Waiting for reconciliation (generation mismatch)
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for Ready condition
      `,
      ResourcePool: `
        Progressing if not .status.conditions: Waiting for status
        Progressing if stale: Waiting for reconciliation (generation mismatch)
        Degraded if .status.exhaustions: Pool exhausted for: {keys .status.exhaustions}
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for Ready condition
      `,
      ResourcePoolClaim: `
        Progressing if not .status.conditions: Waiting for status
        Progressing if stale: Waiting for reconciliation (generation mismatch)
        Suspended if Bound=False
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for Ready condition
      `,
      Tenant: `
        Progressing if not .status.conditions: Waiting for status
        Progressing if stale: Waiting for reconciliation (generation mismatch)
        Suspended if Cordoned=True
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for Ready condition
      `,
    },
  },
];
