import type { GroupRules } from '../health-rules.ts';

export const argo: readonly GroupRules[] = [
  {
    group: 'argoproj.io',
    kinds: {
      Rollout: `
        Progressing if .status.observedGeneration < .metadata.generation or not .status: Waiting for rollout spec update to be observed
        Progressing if .spec.workloadRef and .metadata.annotations["rollout.argoproj.io/workload-generation"] and .status.workloadObservedGeneration!=.metadata.annotations["rollout.argoproj.io/workload-generation"]: Waiting for rollout spec update to be observed
        Suspended if .status.phase=Paused: {.status.message}
        Healthy if .status.phase=Healthy: {.status.message}
        Progressing if .status.phase=Progressing: {.status.message}
        Degraded if .status.phase=Degraded: {.status.message}
        Degraded if InvalidSpec
        Degraded if Progressing.reason=RolloutAborted|ProgressDeadlineExceeded
        Suspended if .status.pauseConditions or .spec.paused: Rollout is paused
        Progressing if not .status.currentPodHash: Waiting for rollout to finish: status has not been reconciled.
        Progressing if .status.updatedReplicas??0 < .spec.replicas??1: Waiting for roll out to finish: More replicas need to be updated
        Progressing if .status.availableReplicas??0 < .status.updatedReplicas??0: Waiting for roll out to finish: updated replicas are still becoming available
        Progressing if has .spec.strategy.blueGreen and .status.blueGreen.activeSelector!=.status.currentPodHash: active service cutover pending
        Progressing if has .spec.strategy.blueGreen and .status.stableRS and .status.stableRS!=.status.currentPodHash: waiting for analysis to complete
        Progressing if has .spec.strategy.canary and .status.replicas??0 > .status.updatedReplicas??0: Waiting for roll out to finish: old replicas are pending termination
        Progressing if has .spec.strategy.canary and .status.stableRS!=.status.currentPodHash and .status.canary.stableRS!=.status.currentPodHash: Waiting for rollout to finish steps
        Healthy
      `,
      AnalysisRun: `
        Progressing if .status.phase=Pending|Running: Analysis run is running
        Healthy if .status.phase=Successful: {.status.message|"Analysis run completed successfully"}
        Degraded if .status.phase=Failed: {.status.message|"Analysis run failed"}
        Degraded if .status.phase=Error: {.status.message|"Analysis run had an error"}
        Unknown if .status.phase=Inconclusive: {.status.message|"Analysis run was inconclusive"}
        Progressing: Waiting for analysis run to finish: status has not been reconciled.
      `,
      Experiment: `
        Progressing if .status.phase=Pending: Experiment is pending
        Progressing if .status.phase=Running: Experiment is running
        Healthy if .status.phase=Successful: Experiment is successful
        Degraded if .status.phase=Failed: Experiment has failed
        Degraded if .status.phase=Error: Experiment had an error
        Progressing: Waiting for experiment to finish: status has not been reconciled.
      `,
      ApplicationSet: `
        Degraded if ErrorOccurred=True
        Degraded if ResourcesUpToDate=False
        Progressing if RolloutProgressing=True
        Healthy if ResourcesUpToDate=True
        Progressing: Waiting for the status to be reported
      `,
      CronWorkflow: `
        Degraded if SpecError=True
        Degraded if SubmissionError=True
        Healthy if Completed=True
        Healthy: CronWorkflow is healthy.
      `,
      EventBus: `
        Degraded if Deployed=False: {Deployed.message|Deployed.reason}
        Healthy if Deployed=True: {Deployed.message|Deployed.reason}
        Progressing: Waiting for initialization
      `,
      EventSource: `
        Degraded if SourcesProvided=False
        Degraded if Deployed=False
        Healthy if Deployed=True
        Progressing: Waiting for initialization
      `,
      Sensor: `
        Degraded if TriggersProvided=False
        Degraded if DependenciesProvided=False
        Degraded if Deployed=False
        Healthy if Deployed=True
        Progressing: Waiting for initialization
      `,
    },
  },
  {
    group: 'argocd-image-updater.argoproj.io',
    kinds: {
      ImageUpdater: `
        Degraded if Error=True
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for ImageUpdater status
      `,
    },
  },
];
