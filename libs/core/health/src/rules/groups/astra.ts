import type { GroupRules } from '../health-rules.ts';

export const astra: readonly GroupRules[] = [
  {
    group: 'astra.netapp.io',
    kinds: {
      AppVault: `
        Healthy if .status.state=available|Available: {$.kind} Available
        Degraded if .status.state=failed|Failed: {$.kind} Failed
        Progressing: No status available
      `,
      Application: `
        Healthy if Ready=True: Astra Application Ready, protectionState: {.status.protectionState}
        Degraded if Ready=False: Astra Application Degraded, message: {Ready.message}
        Progressing: No status available
      `,
      'Backup ExecHooksRun ResourceBackup ResticVolumeBackup Snapshot': `
        Healthy if .status.state=Completed: {$.kind} Completed
        Progressing if .status.state=Running: {$.kind} Running
        Degraded if .status.state: {.status.state}
        Progressing: No status available
      `,
      ExecHook: `
        Healthy if .spec.enabled=true: {$.kind} enabled
        Suspended if .spec.enabled=false: {$.kind} disabled
        Progressing: No status available
      `,
      Schedule: `
        Healthy if .status.lastScheduleTime: Protection policy lastScheduleTime: {.status.lastScheduleTime}
        Healthy: Protection policy not yet executed
      `,
    },
  },
  {
    group: 'trident.netapp.io',
    kinds: {
      TridentBackendConfig: `
        Healthy if .status.phase=Bound and .status.lastOperationStatus=Success: {.status.message}
        Degraded if .status.lastOperationStatus=Failed: {.status.message}
        Progressing: Waiting for backend creation
      `,
      TridentOrchestrator: `
        Healthy if .status.status=Installed: {.status.message}
        Degraded if .status.status=Failed|Error: {.status.message}
        Progressing: Waiting for trident installation
      `,
    },
  },
];
