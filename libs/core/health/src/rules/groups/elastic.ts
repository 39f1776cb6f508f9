import type { GroupRules } from '../health-rules.ts';

export const elastic: readonly GroupRules[] = [
  {
    group: 'beat.k8s.elastic.co',
    kinds: {
      Beat: `
        Degraded if .status.health=red: Elastic Beat status is Red
        Healthy if .status.health=green: Elastic Beat status is Green
        Progressing if .status.health=yellow and .status.availableNodes and .status.expectedNodes: Elastic Beat status is deploying, there is {.status.availableNodes} instance(s) on {.status.expectedNodes} expected
        Progressing if .status.health=yellow or (not .status.health and has .status.expectedNodes): Elastic Beat phase is progressing
        Unknown: Elastic Beat status is unknown
      `,
    },
  },
  {
    group: 'elasticsearch.k8s.elastic.co',
    kinds: {
      Elasticsearch: `
        Progressing if .status.availableNodes < sum .spec.nodeSets .count: More nodes are wanted than the {.status.availableNodes} that are available
        Healthy if .status.availableNodes = sum .spec.nodeSets .count and .status.phase=Ready and .status.health=green: Elasticsearch Cluster status is Green
        Progressing if .status.availableNodes = sum .spec.nodeSets .count and .status.phase=Ready and .status.health=yellow: Elasticsearch Cluster status is Yellow. Check the status of indices, replicas and shards
        Degraded if .status.availableNodes = sum .spec.nodeSets .count and .status.phase=Ready and .status.health=red: Elasticsearch Cluster status is Red. Check the status of indices, replicas and shards
        Progressing if .status.availableNodes = sum .spec.nodeSets .count and .status.phase=ApplyingChanges|MigratingData and .status.health: Elasticsearch phase is {.status.phase}
        Degraded if .status.availableNodes = sum .spec.nodeSets .count and .status.phase=Invalid and .status.health: Elasticsearch phase is Invalid
        Unknown: Elasticsearch Cluster status is unknown
      `,
    },
  },
  {
    group: 'kibana.k8s.elastic.co',
    kinds: {
      Kibana: `
        Healthy if .status.health=green: Kibana status is Green
        Degraded if .status.health=red: Kibana status is Red
        Progressing: Waiting for Kibana
      `,
    },
  },
  {
    group: 'agent.k8s.elastic.co',
    kinds: {
      Agent: `
        Healthy if .status.health=green: Elastic Agent status is Green
        Progressing if .status.health=yellow: Elastic Agent status is Yellow
        Degraded if .status.health=red: Elastic Agent status is Red
        Progressing: Waiting for Agent
      `,
    },
  },
  {
    group: 'logstash.k8s.elastic.co',
    kinds: {
      Logstash: `
        Healthy if .status.health=green: Logstash status is Green
        Progressing if .status.health=yellow: Logstash status is Yellow
        Degraded if .status.health=red: Logstash status is Red
        Progressing: Waiting for Logstash
      `,
    },
  },
];
