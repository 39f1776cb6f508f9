import type { GroupRules } from '../health-rules.ts';

export const certManager: readonly GroupRules[] = [
  {
    group: 'cert-manager.io',
    kinds: {
      Certificate: `
        Progressing if Issuing=True
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for certificate
      `,
      CertificateRequest: `
        Degraded if Denied=True
        Degraded if InvalidRequest=True
        Healthy if Ready=True
        Progressing if Ready.reason=Pending
        Degraded if Ready
        Progressing: Waiting for certificate request
      `,
      ClusterIssuer: `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Initializing ClusterIssuer
      `,
      Issuer: `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Initializing issuer
      `,
    },
  },
  {
    group: 'acme.cert-manager.io',
    kinds: {
      Challenge: `
        Progressing if not .status.state: Waiting for challenge
        Healthy if .status.state=valid: Challenge is valid
        Degraded if .status.state=invalid|expired|errored and .status.reason: {.status.reason}
        Degraded if .status.state=invalid|expired|errored: Challenge is {.status.state}
        Progressing if .status.reason: {.status.reason}
        Progressing: Challenge is {.status.state}
      `,
      Order: `
        Progressing if not .status.state: Waiting for order
        Healthy if .status.state=valid: Order is valid
        Degraded if .status.state=invalid|expired|errored and .status.reason: {.status.reason}
        Degraded if .status.state=invalid|expired|errored: Order is {.status.state}
        Progressing: Order is {.status.state}
      `,
    },
  },
  {
    group: 'trust.cert-manager.io',
    kinds: {
      Bundle: `
        Healthy if Synced=True: {Synced.message|"Bundle is synced"}
        Degraded if Synced: {Synced.message|Synced.reason|"Bundle is not synced"}
        Progressing: Waiting for Bundle to be synced
      `,
    },
  },
  {
    group: 'certmanager.k8s.io',
    kinds: {
      Certificate: `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for certificate
      `,
      Issuer: `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Initializing issuer
      `,
    },
  },
];
