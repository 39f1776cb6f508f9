import type { GroupRules } from '../health-rules.ts';

export const coralogix: readonly GroupRules[] = [
  {
    group: 'coralogix.com',
    kinds: {
      'Alert RecordingRuleGroupSet': `
        Healthy if RemoteSynced=True: Resource is ready
        Degraded if RemoteSynced=False
        Progressing: Waiting for status to be updated
      `,
    },
  },
];
