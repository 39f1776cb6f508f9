import type { GroupRules } from '../health-rules.ts';

export const tekton: readonly GroupRules[] = [
  {
    group: 'tekton.dev',
    kinds: {
      'PipelineRun TaskRun': `
        Healthy if Succeeded=True: {Succeeded.message|Succeeded.reason}
        Degraded if Succeeded=False: {Succeeded.message|Succeeded.reason}
        Progressing if Succeeded: {Succeeded.message|Succeeded.reason}
        Progressing: Waiting for run to start
      `,
    },
  },
];
