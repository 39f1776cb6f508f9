import type { GroupRules } from '../health-rules.ts';

export const openClusterManagement: readonly GroupRules[] = [
  {
    group: 'policy.open-cluster-management.io',
    kinds: {
      CertificatePolicy: `
        Progressing if not .status.compliant: Waiting for the status to be reported
        Healthy if .status.compliant=Compliant: All certificates found comply with the policy
        Degraded: At least once certificate does not comply with the policy
      `,
      ConfigurationPolicy: `
        Progressing if not .status.compliant: Waiting for the status to be reported
        Progressing if .status.lastEvaluatedGeneration!=.metadata.generation: Waiting for the status to be updated
        Healthy if .status.compliant=Compliant and .status.compliancyDetails: {.status.compliancyDetails[0].conditions[0].type} - {.status.compliancyDetails[0].conditions[0].message}
        Degraded if .status.compliancyDetails: {.status.compliancyDetails[0].conditions[0].type} - {.status.compliancyDetails[0].conditions[0].message}
        Progressing: Waiting for compliance
      `,
      OperatorPolicy: `
        Progressing if not .status.conditions: Waiting for the status to be reported
        Progressing if stale: Waiting for the status to be updated
        Healthy if Compliant=True
        Degraded if Compliant
        Progressing: Waiting for the compliance condition
      `,
      Policy: `
        Healthy if .spec.disabled: Policy is disabled
        Healthy if not .status.compliant and not .status.status and .status.placement: No clusters match this policy
        Progressing if not .status.compliant: Waiting for the status to be reported
        Healthy if .status.compliant=Compliant and .status.status: All clusters are compliant
        Healthy if .status.compliant=Compliant and .status.details: All templates are compliant
        Healthy if .status.compliant=Compliant:
        Degraded for .status.status if .compliant!=Compliant: NonCompliant clusters: {.clustername}
        Degraded for .status.details if .compliant!=Compliant: NonCompliant templates: {.templateMeta.name}
        Degraded
      `,
    },
  },
  {
    group: 'work.open-cluster-management.io',
    kinds: {
      ManifestWork: `
        Degraded if Degraded=True
        Progressing if Applied!=True: Waiting for the work to be applied
        Progressing if Available=False
        Healthy if Available=True
        Progressing: Waiting for the work to be available
      `,
    },
  },
];
