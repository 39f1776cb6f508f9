import type { GroupRules } from '../health-rules.ts';

export const nmstate: readonly GroupRules[] = [
  {
    group: 'nmstate.io',
    kinds: {
      NodeNetworkConfigurationPolicy: `
        Healthy if Available=True and Available.message: {Available.reason}: {Available.message}
        Healthy if Available=True: {Available.reason}
        Degraded if Degraded=True and Degraded.message: {Degraded.reason}: {Degraded.message}
        Degraded if Degraded=True: {Degraded.reason}
        Progressing if Progressing=True and Progressing.message: {Progressing.reason}: {Progressing.message}
        Progressing if Progressing=True: {Progressing.reason}
        Suspended if Ignored=True and Ignored.message: {Ignored.reason}: {Ignored.message}
        Suspended if Ignored=True: {Ignored.reason}
        Progressing: Waiting for policy to be applied
      `,
    },
  },
];
