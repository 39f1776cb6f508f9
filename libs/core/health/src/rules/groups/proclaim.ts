import type { GroupRules } from '../health-rules.ts';

export const proclaim: readonly GroupRules[] = [
  {
    group: 'proclaim.dogmatiq.io',
    kinds: {
      DNSSDServiceInstance: `
        Degraded if Adopted=False
        Degraded if Advertised.reason=AdvertiseError|UnadvertiseError
        Unknown if Discoverable.reason=DiscoveryError
        Healthy if Discoverable=True
        Progressing: {Discoverable.message}
      `,
    },
  },
];
