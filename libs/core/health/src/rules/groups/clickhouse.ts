import type { GroupRules } from '../health-rules.ts';

export const clickhouse: readonly GroupRules[] = [
  {
    group: 'clickhouse-keeper.altinity.com',
    kinds: {
      ClickHouseKeeperInstallation: `
        Healthy if .status.status=Completed: ClickHouseKeeper installation completed successfully
        Progressing if .status.status=InProgress: ClickHouseKeeper installation in progress
        Degraded if .status.status: ClickHouseKeeper status: {.status.status}
        Progressing: ClickHouseKeeper status not yet available
      `,
    },
  },
  {
    group: 'clickhouse.altinity.com',
    kinds: {
      ClickHouseInstallation: `
        Healthy if .status.status=Completed: ClickHouse installation completed successfully
        Progressing if .status.status=InProgress: ClickHouse installation in progress
        Degraded if .status.status: ClickHouse status: {.status.status}
        Progressing: ClickHouse status not yet available
      `,
    },
  },
];
