import type { GroupRules } from '../health-rules.ts';

export const rook: readonly GroupRules[] = [
  {
    group: 'cassandra.rook.io',
    kinds: {
      Cluster: `
        Progressing if not .status.racks or some .status.racks (.members!=.readyMembers): Waiting for Cassandra Cluster
        Healthy
      `,
    },
  },
  {
    group: 'ceph.rook.io',
    kinds: {
      CephCluster: `
        Progressing if not .status: Waiting for status to be reported
        Degraded for .status.ceph.details if $.status.ceph.health=HEALTH_ERR|HEALTH_WARN: Ceph health is {$.status.ceph.health}: {.message} - {$.status.message}
        Degraded if .status.ceph.health=HEALTH_ERR|HEALTH_WARN: Ceph health is {.status.ceph.health}
        Degraded if .status.ceph.health=HEALTH_OK and .status.state=Error: Ceph cluster state is Error - {.status.message}
        Healthy if .status.ceph.health=HEALTH_OK and .status.state=Created|Connected: Ceph health is HEALTH_OK - Ceph cluster state is {.status.state} - {.status.message}
        Progressing if .status.ceph.health=HEALTH_OK and .status.state: Ceph health is HEALTH_OK - Ceph cluster state is {.status.state} - {.status.message}
        Healthy if .status.ceph.health=HEALTH_OK: Ceph health is HEALTH_OK
        Progressing: {.status.message}
      `,
      CephObjectStore: `
        Healthy if .status.phase=Ready and .status.info.endpoint: Ceph object store phase is {.status.phase} - endpoint: {.status.info.endpoint}
        Healthy if .status.phase=Ready: Ceph object store phase is {.status.phase}
        Degraded if .status.phase=Failure: Ceph object store phase is {.status.phase}
        Progressing if .status.phase: Ceph object store phase is {.status.phase}
        Progressing: Waiting for status to be reported
      `,
      'CephBlockPool CephFilesystem CephObjectStoreUser CephBlockPoolRadosNamespace CephFilesystemSubVolumeGroup': `
        Healthy if .status.phase=Ready: {$.kind} is ready
        Degraded if .status.phase=Failure: {$.kind} failed
        Progressing: {.status.phase|"Waiting for status to be reported"}
      `,
    },
  },
  {
    group: 'objectbucket.io',
    kinds: {
      ObjectBucketClaim: `
        Healthy if .status.phase=Bound: Object bucket claim phase is {.status.phase}
        Degraded if .status.phase=Failed: Object bucket claim phase is {.status.phase}
        Progressing if .status.phase: Object bucket claim phase is {.status.phase}
        Progressing if .status: Waiting for phase to be reported
        Progressing: Waiting for status to be reported
      `,
    },
  },
];
