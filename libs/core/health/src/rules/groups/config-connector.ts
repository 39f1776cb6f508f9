import type { GroupRules } from '../health-rules.ts';

export const configConnector: readonly GroupRules[] = [
  {
    group: '*.cnrm.cloud.google.com',
    kinds: {
      'ConfigConnector ConfigConnectorContext': `
        Progressing if stale: Update in progress
        Healthy if .status.healthy=true: {$.kind} is healthy
        Degraded if .status.healthy=false: {$.kind} is not healthy
        Progressing: Update in progress
      `,
      '*': `
        Healthy if .status.healthy=true and .apiVersion ^= customize.core.cnrm.cloud.google.com/ and (not stale or .status.observedGeneration=0): {$.kind} is healthy
        Degraded if .status.healthy=false and .apiVersion ^= customize.core.cnrm.cloud.google.com/ and (not stale or .status.observedGeneration=0): {$.kind} is not healthy
        Progressing if not .status or stale: Update in progress
        Healthy for .status.conditions if .reason=UpToDate and .status=True: {.message}
        Degraded for .status.conditions if .reason=UpdateFailed|DependencyNotFound: {.message}
        Suspended for .status.conditions if .reason=DependencyNotReady: {.message}
        Progressing: Update in progress
      `,
    },
  },
];
