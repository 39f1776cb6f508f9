import type { GroupRules } from '../health-rules.ts';

export const velero: readonly GroupRules[] = [
  {
    group: 'velero.io',
    kinds: {
      Backup: `
        Healthy if .status.phase=Completed: Backup completed
        Degraded if .status.phase=FailedValidation|Failed|PartiallyFailed|WaitingForPluginOperationsPartiallyFailed|FinalizingPartiallyFailed: {.status.failureReason|.status.phase}
        Progressing: {.status.phase|"Waiting for backup to be processed"}
      `,
      Restore: `
        Healthy if .status.phase=Completed: Restore completed
        Degraded if .status.phase=FailedValidation|Failed|PartiallyFailed|WaitingForPluginOperationsPartiallyFailed|FinalizingPartiallyFailed: {.status.failureReason|.status.phase}
        Progressing: {.status.phase|"Waiting for restore to be processed"}
      `,
      Schedule: `
        Healthy if .status.phase=Enabled: Schedule is enabled
        Degraded if .status.phase=FailedValidation: Schedule failed validation
        Progressing: {.status.phase|"Waiting for schedule to be processed"}
      `,
      BackupStorageLocation: `
        Healthy if .status.phase=Available: BackupStorageLocation is available
        Degraded if .status.phase=Unavailable: {.status.message|"BackupStorageLocation is unavailable"}
        Progressing: Waiting for BackupStorageLocation to be validated
      `,
      'PodVolumeBackup PodVolumeRestore DataUpload DataDownload': `
        Healthy if .status.phase=Completed: {.status.message}
        Degraded if .status.phase=Failed|Canceled: {.status.message|.status.phase}
        Progressing: {.status.phase|"New"}
      `,
      BackupRepository: `
        Healthy if .status.phase=Ready: {.status.message}
        Degraded if .status.phase=NotReady: {.status.message}
        Progressing: Waiting for BackupRepository
      `,
    },
  },
];
