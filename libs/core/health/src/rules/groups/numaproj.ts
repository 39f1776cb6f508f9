import type { GroupRules } from '../health-rules.ts';

export const numaproj: readonly GroupRules[] = [
  {
    group: 'numaflow.numaproj.io',
    kinds: {
      'InterStepBufferService Vertex': `
        Progressing if unobserved: Waiting for {$.kind} status
        Degraded if .status.phase=Failed: {.status.message}
        Degraded if .metadata.labels["numaplane.numaproj.io/progressive-result-state"]=failed: Failed progressive upgrade
        Degraded for .status.conditions if .status=False: {.message}
        Healthy if .status.phase=Paused: {$.kind} is paused
        Healthy if .status.phase=Running: {$.kind} is healthy
        Progressing: Waiting for {$.kind} status
      `,
      'MonoVertex Pipeline': `
        Progressing if unobserved: Waiting for {$.kind} status
        Degraded if .status.phase=Failed: {.status.message}
        Degraded if .metadata.labels["numaplane.numaproj.io/progressive-result-state"]=failed: Failed progressive upgrade
        Degraded if some .status.conditions (.status=False): Subresources are unhealthy
        Healthy if .status.phase=Paused|Pausing: {$.kind} is paused
        Healthy if .status.phase=Running: {$.kind} is healthy
        Progressing: Waiting for {$.kind} status
      `,
    },
  },
  {
    group: 'numaplane.numaproj.io',
    kinds: {
      'ISBServiceRollout MonoVertexRollout PipelineRollout': `
        Progressing if not .status or unobserved: Not yet reconciled
        Progressing if (.status.upgradeInProgress or .status.phase=Pending) and ProgressiveUpgradeSucceeded!=False: Update in progress
        Progressing if ChildResourcesHealthy=False and ChildResourcesHealthy.reason=Progressing: Child Progressing
        Degraded if .status.phase=Failed: {.status.message}
        Degraded if ChildResourcesHealthy=False and ChildResourcesHealthy.reason=ISBSvcFailed|MonoVertexFailed|PipelineFailed
        Degraded if ProgressiveUpgradeSucceeded=False: Progressive upgrade failed
        Healthy if PipelinePausingOrPaused=True
        Healthy if MonoVertexPausingOrPaused=True
        Healthy if ChildResourcesHealthy=True: Healthy
        Unknown: Unknown status
      `,
      NumaflowControllerRollout: `
        Progressing if not .status or unobserved: Not yet reconciled
        Progressing if .status.upgradeInProgress or .status.phase=Pending: Update in progress
        Progressing if ChildResourcesHealthy=False and ChildResourcesHealthy.reason=Progressing: Child Progressing
        Degraded if .status.phase=Failed: {.status.message}
        Degraded if ChildResourcesHealthy=False
        Healthy if ChildResourcesHealthy=True: Healthy
        Unknown: Unknown status
      `,
    },
  },
];
