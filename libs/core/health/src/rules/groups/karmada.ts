import type { GroupRules } from '../health-rules.ts';

export const karmada: readonly GroupRules[] = [
  {
    group: 'work.karmada.io',
    kinds: {
      ClusterResourceBinding: `
        Progressing if not .status or not .spec.clusters or count .spec.clusters != count .status.aggregatedStatus: Current resource status is insufficient
        Degraded if some .status.aggregatedStatus (.health=Unhealthy or (.health=Unknown and .applied!=true)): Current resource status is unhealthy
        Healthy
      `,
      ResourceBinding: `
        Progressing if not .status.aggregatedStatus: Current resource status is insufficient
        Progressing if .spec.clusters and count .spec.clusters != count .status.aggregatedStatus: Current resource status is insufficient
        Degraded if some .status.aggregatedStatus (.health=Unhealthy or (.health=Unknown and .applied!=true)): Current resource status is unhealthy
        Healthy
      `,
    },
  },
];
