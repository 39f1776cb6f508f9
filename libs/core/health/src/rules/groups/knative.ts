import type { GroupRules } from '../health-rules.ts';

export const knative: readonly GroupRules[] = [
  {
    group: 'serving.knative.dev',
    kinds: {
      Service: `
        Progressing if not .status.conditions: Waiting for status update.
        Degraded for .status.conditions if .status=False: {.type} is False, since {.reason}. {.message}
        Progressing for .status.conditions if .status=Unknown: {.type} is Unknown, since {.reason}. {.message}
        Healthy if Ready=True and ConfigurationsReady=True and RoutesReady=True: Knative Service is healthy.
        Progressing
      `,
      'Configuration Route Revision': `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Waiting for status update.
      `,
    },
  },
  {
    group: 'operator.knative.dev',
    kinds: {
      KnativeServing: `
        Progressing if not .status.conditions: Waiting for KnativeServing
        Progressing if Ready=False
        Progressing if DeploymentsAvailable=False
        Progressing for .status.conditions if .status=Unknown: {.type}: {.message|.status}
        Healthy if Ready=True and InstallSucceeded=True and DependenciesInstalled=True and DeploymentsAvailable=True: KnativeServing is healthy.
        Degraded for .status.conditions if .status!=True: {.type}: {.message|.status}
        Degraded
      `,
      KnativeEventing: `
        Progressing if not .status.conditions: Waiting for KnativeEventing
        Progressing if Ready=False
        Progressing for .status.conditions if .status=Unknown: {.type}: {.message|.status}
        Healthy if Ready=True and InstallSucceeded=True: KnativeEventing is healthy.
        Degraded for .status.conditions if .status!=True: {.type}: {.message|.status}
        Degraded
      `,
    },
  },
];
