import type { GroupRules } from '../health-rules.ts';

export const kyverno: readonly GroupRules[] = [
  {
    group: 'kyverno.io',
    kinds: {
      ClusterPolicy: `
        Healthy if Ready=True
        Degraded if Ready
        Progressing: Waiting for ClusterPolicy to become ready
      `,
      Policy: `
        Healthy if Ready=True and Ready.reason=Succeeded and Ready.message=Ready: Policy is ready
        Progressing: Waiting for Policy to be ready
      `,
    },
  },
  {
    group: 'policies.kyverno.io',
    kinds: {
      'MutatingPolicy NamespacedMutatingPolicy ValidatingPolicy NamespacedValidatingPolicy ImageValidatingPolicy NamespacedImageValidatingPolicy': `
        Progressing if not .status.conditionStatus: Waiting for {$.kind} status
        Progressing for .status.conditionStatus.conditions if .observedGeneration < $.metadata.generation: Waiting for {$.kind} status to reflect latest generation
        Healthy for .status.conditionStatus.conditions if $.status.conditionStatus.ready=true and .type=WebhookConfigured and .status=True: {.message}
        Healthy if .status.conditionStatus.ready=true: {.status.conditionStatus.message|"Policy is ready"}
        Degraded for .status.conditionStatus.conditions if .status=False: {.type}: {.message}
        Degraded: {.status.conditionStatus.message|"Policy is not ready"}
      `,
      'DeletingPolicy NamespacedDeletingPolicy GeneratingPolicy NamespacedGeneratingPolicy': `
        Progressing if not .status.conditionStatus: Waiting for {$.kind} status
        Progressing for .status.conditionStatus.conditions if .observedGeneration < $.metadata.generation: Waiting for {$.kind} status to reflect latest generation
        Healthy for .status.conditionStatus.conditions if $.status.conditionStatus.ready=true and .status=True: {.message}
        Healthy if .status.conditionStatus.ready=true: {.status.conditionStatus.message|"Policy is ready"}
        Degraded for .status.conditionStatus.conditions if .status=False: {.type}: {.message}
        Degraded: {.status.conditionStatus.message|"Policy is not ready"}
      `,
    },
  },
];
