import type { GroupRules } from '../health-rules.ts';

export const flink: readonly GroupRules[] = [
  {
    group: 'flink.apache.org',
    kinds: {
      FlinkDeployment: `
        Healthy if .status.reconciliationStatus.success or .status.reconciliationStatus.state=DEPLOYED
        Progressing if has .status.reconciliationStatus and .status.jobManagerDeploymentStatus=DEPLOYED_NOT_READY|DEPLOYING: Waiting for deploying
        Degraded if has .status.reconciliationStatus and .status.jobManagerDeploymentStatus=ERROR: {.status.reconciliationStatus.error}
        Healthy if .spec.job.state=suspended and not .status.reconciliationStatus.lastReconciledSpec: Job is suspended
        Progressing: Waiting for Flink operator
      `,
      FlinkSessionJob: `
        Healthy if .status.jobStatus.state=RUNNING|FINISHED: {.status.jobStatus.state}
        Progressing if .status.jobStatus.state=RECONCILING|CREATED: {.status.jobStatus.state}
        Suspended if .status.jobStatus.state=SUSPENDED|CANCELED: {.status.jobStatus.state}
        Degraded if .status.jobStatus.state=FAILED: {.status.error|"FlinkSessionJob failed"}
        Degraded if .status.error: {.status.error}
        Progressing: Waiting for FlinkSessionJob to be reconciled
      `,
    },
  },
];
