import type { GroupRules } from '../health-rules.ts';

export const victoriaMetrics: readonly GroupRules[] = [
  {
    group: 'operator.victoriametrics.com',
    kinds: {
      '*': `
        Progressing if not .status or stale: Waiting for the operator to reconcile
        Healthy if .status.updateStatus=operational: All components are operational
        Healthy if .status.updateStatus=ignored: Resource was not picked by any parent object
        Progressing if .status.updateStatus=expanding: {.status.reason|"Reconciliation in progress"}
        Suspended if .status.updateStatus=paused: {.status.reason|"Reconciliation is paused"}
        Degraded if .status.updateStatus=failed: {.status.reason|"Reconciliation failed"}
        Progressing: Waiting for the operator to report status
      `,
    },
  },
];
