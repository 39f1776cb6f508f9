import type { GroupRules } from '../health-rules.ts';

export const keptn: readonly GroupRules[] = [
  {
    group: 'lifecycle.keptn.sh',
    kinds: {
      'KeptnAppVersion KeptnTask KeptnWorkloadInstance KeptnWorkloadVersion': `
        Healthy if .status.status=Succeeded: {$.kind} is healthy
        Degraded if .status.status=Failed: {$.kind} is degraded
        Progressing: {$.kind} is progressing
      `,
      KeptnEvaluation: `
        Healthy if .status.overallStatus=Succeeded: KeptnEvaluation is healthy
        Degraded if .status.overallStatus=Failed: KeptnEvaluation is degraded
        Progressing: KeptnEvaluation is progressing
      `,
    },
  },
  {
    group: 'metrics.keptn.sh',
    kinds: {
      Analysis: `
        Healthy if .status.pass=true: Analysis is healthy
        Healthy if .status.warning=true: Analysis is healthy with warnings
        Degraded if .status.pass=false: Analysis is degraded
        Progressing: Analysis is progressing
      `,
      KeptnMetric: `
        Degraded if .status.errMsg: KeptnMetric is degraded
        Healthy if .status.value: KeptnMetric is healthy
        Progressing: KeptnMetric is progressing
      `,
    },
  },
];
