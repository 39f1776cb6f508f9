import type { GroupRules } from '../health-rules.ts';

export const gke: readonly GroupRules[] = [
  {
    group: 'networking.gke.io',
    kinds: {
      ManagedCertificate: `
        Degraded if some .status.domainStatus (.status=FailedNotVisible): At least one certificate has failed to be provisioned
        Healthy if .status.certificateStatus=Active: All certificates are active
        Progressing: At least one certificate is still being provisioned
      `,
    },
  },
];
