import type { GroupRules } from '../health-rules.ts';

export const confluent: readonly GroupRules[] = [
  {
    group: 'platform.confluent.io',
    kinds: {
      'Connect ControlCenter Kafka KsqlDB SchemaRegistry Zookeeper KafkaRestProxy KRaftController': `
        Healthy if .status.phase=RUNNING: {$.kind} running
        Progressing if .status.phase=PROVISIONING: {$.kind} provisioning
        Progressing: Waiting for {$.kind}
      `,
      Connector: `
        Healthy if .status.state=CREATED and .status.connectorState=RUNNING and not .status.failedTasksCount: Connector running
        Degraded if .status.state=ERROR: {.status.conditions[0].message|"No conditions available"}
        Degraded if .status.failedTasksCount > 0: Connector has failed tasks
        Progressing: Waiting for Kafka Connector
      `,
    },
  },
];
