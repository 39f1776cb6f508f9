import type { GroupRules } from '../health-rules.ts';

export const mariadb: readonly GroupRules[] = [
  {
    group: 'k8s.mariadb.com',
    kinds: {
      Backup: `
        Progressing if not .status.conditions: No status info available
        Degraded for .status.conditions if .status=False and .reason=CronJobScheduled and .message=Failed: {.reason} {.message}
        Progressing for .status.conditions if .status=False: {.reason} {.message}
        Healthy for .status.conditions: {.reason} {.message}
      `,
      'Database Grant User Connection': `
        Healthy if Ready=True
        Degraded if Ready
        Progressing: No status info available
      `,
      'MariaDB MaxScale': `
        Progressing if not .status.conditions: No status info available
        Degraded for .status.conditions if .status=False and .reason=Failed: {.message}
        Progressing for .status.conditions if .status=False: {.message}
        Healthy for .status.conditions: {.message}
      `,
      SqlJob: `
        Healthy for .status.conditions if .reason=JobComplete and .status=True: {.reason} {.message}
        Degraded for .status.conditions if .reason=JobFailed and .status=True: {.reason} {.message}
        Progressing for .status.conditions: {.reason} {.message}
        Progressing: No status info available
      `,
    },
  },
  {
    group: 'mariadb.mmontes.io',
    kinds: {
      MariaDB: `
        Progressing if not .status.conditions: No status info available
        Degraded for .status.conditions if .status=False and .reason=Failed: {.message}
        Progressing for .status.conditions if .status=False: {.message}
        Healthy for .status.conditions: {.message}
      `,
    },
  },
];
