import type { GroupRules } from '../health-rules.ts';

export const flagger: readonly GroupRules[] = [
  {
    group: 'flagger.app',
    kinds: {
      Canary: `
        Degraded if .status.phase=Failed: {.status.phase} --- {.status.conditions[0].message}
        Progressing if .status.phase=Progressing|Finalising|Promoting: {.status.phase} --- {.status.conditions[0].message}
        Healthy if .status.phase=Succeeded|Initialized: {.status.phase} --- {.status.conditions[0].message}
        Unknown if .status.phase: {.status.phase} --- {.status.conditions[0].message}
        Unknown: No status
      `,
    },
  },
];
