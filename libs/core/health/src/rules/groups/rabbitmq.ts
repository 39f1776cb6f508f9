import type { GroupRules } from '../health-rules.ts';

/** What the topology operator makes in a cluster. */
const created = (what: string): string => `
  Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: RabbitMQ ${what} ready
  Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: RabbitMQ ${what} failed to be created or updated
  Unknown: RabbitMQ ${what} status is unknown
`;

export const rabbitmq: readonly GroupRules[] = [
  {
    group: 'rabbitmq.com',
    kinds: {
      RabbitmqCluster: `
        Degraded if ReconcileSuccess=False
        Progressing if ClusterAvailable=Unknown or AllReplicasReady=Unknown: Waiting for RabbitMQ cluster readiness (conditions unknown)
        Suspended if AllReplicasReady=False and AllReplicasReady.reason=ScaledToZero and .spec.replicas=0: RabbitmqCluster is scaled to 0 replicas
        Progressing if ClusterAvailable=False: Waiting for RabbitMQ cluster formation
        Progressing if AllReplicasReady=False: Waiting for RabbitMQ instances ready
        Healthy if ClusterAvailable=True and AllReplicasReady=True: RabbitMQ cluster ready
        Progressing: Waiting for RabbitMQ Operator
      `,
      Binding: created('binding'),
      Exchange: created('exchange'),
      Permission: created('permission'),
      Policy: created('policy'),
      Queue: created('queue'),
      Shovel: created('shovel'),
      User: created('user'),
      Vhost: created('vhost'),
      'Federation SchemaReplication SuperStream TopicPermission': `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: {$.kind} is ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: {$.kind} could not be created or updated
        Unknown: {$.kind} status is unknown
      `,
    },
  },
];
