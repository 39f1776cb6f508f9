import type { GroupRules } from '../health-rules.ts';

export const minio: readonly GroupRules[] = [
  {
    group: 'minio.min.io',
    kinds: {
      Tenant: `
        Healthy if .status.currentState=Initialized: {.status.currentState}
        Degraded if .status.currentState="Statefulset not controlled by operator"|"Another MinIO Tenant already exists in the namespace"|"Tenant credentials are not set properly"|"Different versions across MinIO Pools"|"Pool Decommissioning Not Allowed": {.status.currentState}
        Progressing: {.status.currentState|"No status info available"}
      `,
    },
  },
];
