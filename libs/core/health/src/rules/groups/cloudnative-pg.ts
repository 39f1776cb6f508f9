import type { GroupRules } from '../health-rules.ts';

export const cloudnativePg: readonly GroupRules[] = [
  {
    group: 'postgresql.cnpg.io',
    kinds: {
      Cluster: `
        Suspended if .metadata.annotations["cnpg.io/reconciliationLoop"]=disabled: Cluster reconciliation is suspended
        Progressing if not .status.conditions: {.status.phaseReason}
        Suspended if "cnpg.io/hibernation"=True
        Degraded if "cnpg.io/hibernation"
        Healthy if .status.phase="Cluster in healthy state": {.status.phaseReason}
        Progressing if .status.phase="Setting up primary"|"Creating a new replica"|"Upgrading cluster"|"Waiting for the instances to become active"|"Promoting to primary cluster": {.status.phaseReason}
        Suspended if .status.phase="Unable to create required cluster objects"|"Cluster cannot proceed to reconciliation due to an unknown plugin being required"|"Cluster has incomplete or invalid image catalog"|"Cluster is unrecoverable and needs manual intervention": {.status.phaseReason}
        Degraded if .status.phase="Switchover in progress"|"Failing over"|"Upgrading Postgres major version"|"Cluster upgrade delayed"|"Waiting for user action"|"Primary instance is being restarted in-place"|"Primary instance is being restarted without a switchover"|"Online upgrade in progress"|"Applying configuration"|"Cluster cannot execute instance online upgrade due to missing architecture binary": {.status.phaseReason}
        Unknown: {.status.phaseReason}
      `,
      Backup: `
        Progressing if not .status.phase: Waiting for backup to be processed
        Healthy if .status.phase=completed: Backup completed
        Degraded if .status.phase=failed|walArchivingFailing|"invalid backup definition": {.status.error|.status.phase}
        Progressing: {.status.phase}
      `,
      Database: `
        Healthy if .status.applied=true and not unobserved: {.status.message}
        Degraded if .status.applied=false and not unobserved: {.status.message|"CloudNativePG failed to apply the Database"}
        Progressing: {.status.message|"Waiting for CloudNativePG to reconcile Database"}
      `,
      'Publication Subscription': `
        Healthy if .status.applied=true and not unobserved: {.status.message}
        Degraded if .status.applied=false and not unobserved: {.status.message|"CloudNativePG could not apply it"}
        Progressing: {.status.message|"Waiting for CloudNativePG"}
      `,
      Pooler: `
        Progressing if .status.instances??0 < .spec.instances??1: {.status.instances|"0"} of {.spec.instances|"1"} instances are there
        Healthy
      `,
      ScheduledBackup: `
        Suspended if .spec.suspend: ScheduledBackup is suspended
      `,
    },
  },
];
