import type { GroupRules } from '../health-rules.ts';

export const datadog: readonly GroupRules[] = [
  {
    group: 'datadoghq.com',
    kinds: {
      DatadogMetric: `
        Degraded if Error=True and Error.reason: {Error.reason}: {Error.message|"DatadogMetric reported an error"}
        Degraded if Error=True: {Error.message|"DatadogMetric reported an error"}
        Degraded if Valid=False: {Valid.message|"DatadogMetric is not valid"}
        Healthy: DatadogMetric is healthy
      `,
      DatadogAgent: `
        Degraded if DatadogAgentReconcileError=True
        Progressing if not .status: Waiting for DatadogAgent
        Healthy
      `,
    },
  },
];
