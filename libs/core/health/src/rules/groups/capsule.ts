import type { GroupRules } from '../health-rules.ts';

const OBSERVED = `
  Progressing if not .status.conditions: Waiting for status
  Progressing if stale: Waiting for reconciliation (generation mismatch)
`;
const READY = `
  Degraded if Ready=False
  Healthy if Ready=True
  Progressing: Waiting for Ready condition
`;

export const capsule: readonly GroupRules[] = [
  {
    group: 'addons.projectcapsule.dev',
    kinds: {
      'GlobalSopsSecret SopsProvider SopsSecret': `
        ${OBSERVED}
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
        ${OBSERVED}
        ${READY}
      `,
      'GlobalTenantResource TenantResource': `
        Suspended if .spec.cordoned: Replication is cordoned
        ${OBSERVED}
        ${READY}
      `,
      ResourcePool: `
        ${OBSERVED}
        Degraded if .status.exhaustions: Pool exhausted for: {keys .status.exhaustions}
        ${READY}
      `,
      ResourcePoolClaim: `
        ${OBSERVED}
        Suspended if Bound=False
        ${READY}
      `,
      Tenant: `
        ${OBSERVED}
        Suspended if Cordoned=True
        ${READY}
      `,
    },
  },
];
