import type { GroupRules } from '../health-rules.ts';

export const zookeeper: readonly GroupRules[] = [
  {
    group: 'zookeeper.pravega.io',
    kinds: {
      ZookeeperCluster: `
        Healthy if .status.readyReplicas > 0 and .status.readyReplicas=.status.replicas: All ZK Nodes have joined the ensemble
        Progressing: Waiting for ZK Nodes to join the ensemble
      `,
    },
  },
];
