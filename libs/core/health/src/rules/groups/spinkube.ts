import type { GroupRules } from '../health-rules.ts';

export const spinkube: readonly GroupRules[] = [
  {
    group: 'core.spinkube.dev',
    kinds: {
      SpinApp: `
        Progressing if not .status: Waiting for status to be available
        Degraded if Progressing=False and Progressing.reason=ProgressDeadlineExceeded: {Progressing.message|"Application deployment has failed"}
        Degraded if Available!=True: {Available.message|"Application is not available"}
        Progressing if .status.readyReplicas??0 < .spec.replicas??1: Waiting for replicas to be ready ({.status.readyReplicas|"0"}/{.spec.replicas|"1"})
        Progressing if Progressing=True: {Progressing.message|"Application progress status"}
        Healthy: Application is healthy with {.status.readyReplicas|"0"}/{.spec.replicas|"1"} replicas ready
      `,
    },
  },
];
