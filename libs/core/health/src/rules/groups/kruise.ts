import type { GroupRules } from '../health-rules.ts';

export const kruise: readonly GroupRules[] = [
  {
    group: 'apps.kruise.io',
    kinds: {
      AdvancedCronJob: `
        Suspended if not .status.lastScheduleTime and .spec.paused=true: AdvancedCronJob is Paused
        Progressing if .status.active: AdvancedCronJobs has active jobs
        Degraded if not .status.lastScheduleTime: AdvancedCronJobs has not run successfully
        Healthy: AdvancedCronJobs has run successfully
      `,
      BroadcastJob: `
        Healthy if .status.desired=.status.succeeded and .status.phase=completed: BroadcastJob is completed successfully
        Progressing if .status.active!=0 and .status.phase=running: BroadcastJob is still running
        Degraded if .status.failed!=0 and .status.phase=failed: BroadcastJob failed
        Suspended if .status.phase=paused and .spec.paused=true: BroadcastJob is Paused
        Progressing: BroadcastJob is still running
      `,
      CloneSet: `
        Progressing if unobserved: Waiting for initialization
        Suspended if .spec.updateStrategy.paused=true or not has .status.updatedAvailableReplicas: Cloneset is paused
        Suspended if .spec.updateStrategy.partition!=0 and .metadata.generation > 1 and .status.updatedReplicas >= .status.expectedUpdatedReplicas: Cloneset needs manual intervention
        Progressing if .spec.updateStrategy.partition!=0 and .metadata.generation > 1: Waiting for initialization
        Healthy if .status.updatedAvailableReplicas=.status.replicas: All Cloneset workloads are ready and updated
        Degraded: Some replicas are not ready or available
      `,
      DaemonSet: `
        Progressing if unobserved: Waiting for initialization
        Suspended if .spec.updateStrategy.rollingUpdate.paused=true or not has .status.updatedNumberScheduled: Daemonset is paused
        Suspended if .spec.updateStrategy.rollingUpdate.partition and .metadata.generation > 1 and .status.updatedNumberScheduled > .status.desiredNumberScheduled minus .spec.updateStrategy.rollingUpdate.partition: Daemonset needs manual intervention
        Progressing if .spec.updateStrategy.rollingUpdate.partition and .metadata.generation > 1: Waiting for initialization
        Healthy if .status.updatedNumberScheduled=.status.desiredNumberScheduled and .status.numberAvailable=.status.desiredNumberScheduled: All Daemonset workloads are ready and updated
        Degraded if .status.updatedNumberScheduled=.status.desiredNumberScheduled and .status.numberUnavailable=.status.desiredNumberScheduled: Some pods are not ready or available
        Progressing: Waiting for initialization
      `,
      StatefulSet: `
        Progressing if unobserved: Waiting for initialization
        Suspended if .spec.updateStrategy.rollingUpdate.paused=true or not has .status.updatedAvailableReplicas: Statefulset is paused
        Suspended if .spec.updateStrategy.rollingUpdate.partition!=0 and .metadata.generation > 1 and .status.updatedReplicas > .status.replicas minus .spec.updateStrategy.rollingUpdate.partition: Statefulset needs manual intervention
        Progressing if .spec.updateStrategy.rollingUpdate.partition!=0 and .metadata.generation > 1: Waiting for initialization
        Healthy if .status.updatedAvailableReplicas=.status.replicas: All Statefulset workloads are ready and updated
        Degraded: Some replicas are not ready or available
      `,
    },
  },
  {
    group: 'game.kruise.io',
    kinds: {
      GameServer: `
        Unknown if not .status: Waiting for GameServer to be ready
        Progressing if .status.currentState!=.status.desiredState: State change: {.status.currentState|"Unknown"} → {.status.desiredState|"Unknown"}
        Degraded for .status.podStatus.conditions if .type=KruisePodReady and .status!=True: Pod is not ready: {.type}
        Healthy if .status.currentState=Ready: GameServer is Ready
        Unknown: Waiting for GameServer to be ready
      `,
      GameServerSet: `
        Progressing if unobserved: Waiting for GameServerSet initialization
        Suspended if .spec.updateStrategy.rollingUpdate.paused=true: GameServerSet is paused
        Suspended if .spec.updateStrategy.rollingUpdate.partition and .status.updatedReplicas??0 >= .status.replicas??0 minus .spec.updateStrategy.rollingUpdate.partition: Partition={.spec.updateStrategy.rollingUpdate.partition}, waiting for manual intervention
        Healthy if .status.updatedReadyReplicas=.status.replicas: All GameServerSet replicas are updated and ready
        Progressing if .status.readyReplicas??0 < .status.replicas: ReadyReplicas {.status.readyReplicas|"0"}/{.status.replicas}, still progressing
        Progressing: Waiting for GameServerSet initialization
      `,
    },
  },
  {
    group: 'rollouts.kruise.io',
    kinds: {
      Rollout: `
        Progressing if unobserved: Rollout is still progressing
        Suspended if .status.canaryStatus.currentStepState=StepPaused and .status.phase=Progressing: Rollout is Paused need manual intervention
        Healthy if .status.canaryStatus.currentStepState=Completed and .status.phase=Healthy: Rollout is Completed
        Degraded if .status.canaryStatus.currentStepState=StepPaused and .status.phase=Terminating|Disabled: Rollout is Disabled or Terminating
        Progressing: Rollout is still progressing
      `,
    },
  },
];
