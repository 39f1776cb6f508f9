import type { GroupRules } from '../health-rules.ts';

export const postgresOperator: readonly GroupRules[] = [
  {
    group: 'acid.zalan.do',
    kinds: {
      postgresql: `
        Progressing if not .status.PostgresClusterStatus: Waiting for postgres cluster status...
        Healthy if .status.PostgresClusterStatus=Running: {.status.PostgresClusterStatus}
        Progressing if .status.PostgresClusterStatus=Creating|Updating: {.status.PostgresClusterStatus}
        Degraded: {.status.PostgresClusterStatus}
      `,
    },
  },
];
