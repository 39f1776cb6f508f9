import type { GroupRules } from '../health-rules.ts';

export const koperator: readonly GroupRules[] = [
  {
    group: 'kafka.banzaicloud.io',
    kinds: {
      KafkaCluster: `
        Progressing if .status.state=ClusterRollingUpgrading: Kafka Cluster is Rolling Upgrading.
        Degraded if some .status.brokersState (.configurationState!=ConfigInSync or .gracefulActionState.cruiseControlState!=GracefulUpscaleSucceeded|GracefulDownscaleSucceeded): Broker Config is out of Sync or CruiseControlState is not Ready
        Healthy if .status.brokersState and .status.cruiseControlTopicStatus=CruiseControlTopicReady and .status.state=ClusterRunning: Kafka Brokers, CruiseControl and cluster are in Healthy State.
        Progressing if .status.brokersState and .status.state=ClusterReconciling: Kafka Cluster is Reconciling.
        Progressing: Waiting for KafkaCluster
      `,
    },
  },
];
