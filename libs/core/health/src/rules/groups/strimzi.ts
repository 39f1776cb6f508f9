import type { GroupRules } from '../health-rules.ts';

export const strimzi: readonly GroupRules[] = [
  {
    group: 'kafka.strimzi.io',
    kinds: {
      Kafka: `
        Degraded if NotReady=True and NotReady.reason!=Creating
        Healthy if Ready=True:
        Progressing: Waiting for Kafka Cluster
      `,
      KafkaConnect: `
        Degraded if NotReady=True
        Healthy if Ready=True:
        Progressing: Waiting for Kafka Connect
      `,
      KafkaTopic: `
        Degraded if NotReady=True
        Healthy if Ready=True:
        Progressing: Waiting for Kafka Topic
      `,
      KafkaUser: `
        Degraded if NotReady=True
        Healthy if Ready=True:
        Progressing: Waiting for Kafka User
      `,
      'KafkaBridge KafkaConnector KafkaMirrorMaker2': `
        Degraded if NotReady=True
        Healthy if Ready=True:
        Progressing: Waiting for {$.kind}
      `,
      KafkaRebalance: `
        Degraded if NotReady=True
        Healthy if Ready=True
        Suspended if ProposalReady=True: the proposal waits for approval
        Progressing: Waiting for KafkaRebalance
      `,
    },
  },
  {
    group: 'core.strimzi.io',
    kinds: {
      StrimziPodSet: `
        Progressing if unobserved: Waiting for pods to be reconciled
        Progressing if .status.readyPods < .status.pods: {.status.readyPods|"0"} of {.status.pods} pods are ready
        Progressing if .status.currentPods < .status.pods: {.status.currentPods|"0"} of {.status.pods} pods are updated
        Healthy: All {.status.pods} pods are ready
      `,
    },
  },
];
