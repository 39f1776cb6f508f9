import type { GroupRules } from '../health-rules.ts';

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
      Binding: `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: RabbitMQ binding ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: RabbitMQ binding failed to be created or updated
        Unknown: RabbitMQ binding status is unknown
      `,
      Exchange: `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: RabbitMQ exchange ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: RabbitMQ exchange failed to be created or updated
        Unknown: RabbitMQ exchange status is unknown
      `,
      Permission: `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: RabbitMQ permission ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: RabbitMQ permission failed to be created or updated
        Unknown: RabbitMQ permission status is unknown
      `,
      Policy: `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: RabbitMQ policy ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: RabbitMQ policy failed to be created or updated
        Unknown: RabbitMQ policy status is unknown
      `,
      Queue: `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: RabbitMQ queue ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: RabbitMQ queue failed to be created or updated
        Unknown: RabbitMQ queue status is unknown
      `,
      Shovel: `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: RabbitMQ shovel ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: RabbitMQ shovel failed to be created or updated
        Unknown: RabbitMQ shovel status is unknown
      `,
      User: `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: RabbitMQ user ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: RabbitMQ user failed to be created or updated
        Unknown: RabbitMQ user status is unknown
      `,
      Vhost: `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: RabbitMQ vhost ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: RabbitMQ vhost failed to be created or updated
        Unknown: RabbitMQ vhost status is unknown
      `,
      'Federation SchemaReplication SuperStream TopicPermission': `
        Healthy if Ready=True and Ready.reason=SuccessfulCreateOrUpdate: {$.kind} is ready
        Degraded if Ready=False and Ready.reason=FailedCreateOrUpdate: {$.kind} could not be created or updated
        Unknown: {$.kind} status is unknown
      `,
    },
  },
];
