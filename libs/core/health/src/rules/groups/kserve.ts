import type { GroupRules } from '../health-rules.ts';

export const kserve: readonly GroupRules[] = [
  {
    group: 'serving.kserve.io',
    kinds: {
      InferenceService: `
        Progressing if not .status: Waiting for InferenceService to report status...
        Suspended if Stopped=True: InferenceService is Stopped
        Degraded if .status.modelStatus.transitionStatus and .status.modelStatus.transitionStatus!=UpToDate|InProgress: transitionStatus | {.status.modelStatus.transitionStatus}
        Progressing if .status.modelStatus.transitionStatus=InProgress and .status.conditions: transitionStatus | InProgress
        Progressing for .status.conditions if .type!=Stopped and .status!=True: {.type} | {.status} | {.message}
        Healthy if .status.conditions: InferenceService is healthy.
        Progressing: Waiting for InferenceService to report status...
      `,
      LLMInferenceService: `
        Progressing if not .status.conditions: Waiting for LLMInferenceService to report status...
        Progressing if stale or stale Ready: Waiting for LLMInferenceService reconciliation (generation mismatch)
        Suspended if some .status.conditions (.reason=Stopped): LLMInferenceService is Stopped
        Healthy if Ready=True: LLMInferenceService is healthy.
        Degraded for .status.conditions if $.status.conditions and .type!=Ready and .status=False: {.type}: {.status} | {.reason} | {.message}
        Degraded if Ready=False
        Progressing for .status.conditions if .type!=Ready and .status!=True: {.type}: {.status} | {.reason} | {.message}
        Progressing: {Ready.message|"Waiting for LLMInferenceService to report status..."}
      `,
    },
  },
];
