import type { GroupRules } from '../health-rules.ts';

export const clusterApi: readonly GroupRules[] = [
  {
    group: 'cluster.x-k8s.io',
    kinds: {
      Cluster: `
        Suspended if .spec.paused: Cluster is paused
        Degraded for .status.conditions if .type=Ready and .status=False and .severity!=Info: {.message}
        Healthy if .status.phase=Provisioned: Cluster is running
        Degraded if .status.phase=Failed:
        Progressing: Waiting for clusters
      `,
      Machine: `
        Healthy if .status.phase=Running: Machine is running
        Degraded if .status.phase=Failed and Ready=False: {Ready.message}
        Degraded if .status.phase=Failed: Condition is unknown
        Progressing if Ready=False: {Ready.message}
        Progressing: Condition is unknown
      `,
      MachineDeployment: `
        Suspended if .spec.paused: MachineDeployment is paused
        Healthy if .status.phase=Running: Machines are running under this deployment
        Progressing if .status.phase=ScalingUp: Cluster is spawning machines
        Progressing if .status.phase=ScalingDown: Cluster is stopping machines
        Degraded if .status.phase=Failed: MachineDeployment is failed
        Progressing: Waiting for machines
      `,
      MachineHealthCheck: `
        Progressing if not .status.currentHealthy and .status.currentHealthy!=0:
        Healthy if .status.expectedMachines=.status.currentHealthy:
        Degraded:
      `,
      MachinePool: `
        Healthy if .status.phase=Running|Scaling: MachinePool is {.status.phase}
        Degraded if .status.phase=Failed|Unknown and some .status.conditions (.status=False): MachinePool is {.status.phase}: {.status.conditions[0].type}: {.status.conditions[0].reason}
        Degraded if .status.phase=Failed|Unknown: MachinePool is {.status.phase}
        Progressing if .status.phase: MachinePool is {.status.phase}
        Progressing
      `,
    },
  },
  {
    group: 'addons.cluster.x-k8s.io',
    kinds: {
      ClusterResourceSet: `
        Healthy if ResourcesApplied=True: cluster resource set is applied
        Degraded if ResourcesApplied=False
        Progressing: Initializing cluster resource set
      `,
    },
  },
  {
    group: 'controlplane.cluster.x-k8s.io',
    kinds: {
      AWSManagedControlPlane: `
        Progressing if not .status: Provisioning...
        Progressing if stale: Waiting for the control plane spec to be reconciled
        Degraded if .status.failureMessage: {.status.failureMessage}
        Progressing if not .status.conditions: Provisioning...
        Progressing if EKSControlPlaneUpdating=True: EKS control plane is updating
        Healthy if Ready=True: Control plane is ready
        Degraded for .status.conditions if .status=False and .severity=Error: {.message}
        Progressing if .status.ready=false: Control plane is not ready (.status.ready is false)
        Progressing: Control plane is not ready
      `,
    },
  },
];
