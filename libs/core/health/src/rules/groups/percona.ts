import type { GroupRules } from '../health-rules.ts';

export const percona: readonly GroupRules[] = [
  {
    group: 'psmdb.percona.com',
    kinds: {
      PerconaServerMongoDB: `
        Progressing if .status.state=initializing|stopping: {.status.ready}/{.status.size} node(s) are ready
        Healthy if .status.state=ready: {.status.ready}/{.status.size} node(s) are ready
        Degraded if .status.state=error: {.status.ready}/{.status.size} node(s) are ready
        Suspended if .status.state=paused: {.status.ready}/{.status.size} node(s) are ready
        Unknown if .status: {.status.ready}/{.status.size} node(s) are ready
        Unknown: Cluster status is unknown
      `,
    },
  },
  {
    group: 'pxc.percona.com',
    kinds: {
      PerconaXtraDBCluster: `
        Progressing if .status.state=initializing: {.status.ready}/{.status.size} node(s) are ready
        Healthy if .status.state=ready: {.status.ready}/{.status.size} node(s) are ready
        Unknown if .status.state=paused: Cluster is paused
        Degraded if .status.state=stopping: Cluster is stopping ({.status.ready}/{.status.size} node(s) are ready)
        Degraded if .status.state=error: Cluster is on error: {.status.message[0]}
        Unknown: Cluster status is unknown
      `,
    },
  },
];
