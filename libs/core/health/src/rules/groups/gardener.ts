import type { GroupRules } from '../health-rules.ts';

export const gardener: readonly GroupRules[] = [
  {
    group: 'core.gardener.cloud',
    kinds: {
      Shoot: `
        Healthy if .metadata.labels["shoot.gardener.cloud/status"]=healthy: Component state: Healthy
        Progressing if .metadata.labels["shoot.gardener.cloud/status"]=progressing: Component state: Update in progress
        Degraded if .metadata.labels["shoot.gardener.cloud/status"]=unhealthy: Component state: Unhealthy
        Unknown if .metadata.labels["shoot.gardener.cloud/status"]=unknown: Component state: Unknown
        Progressing: Update in progress
      `,
    },
  },
];
