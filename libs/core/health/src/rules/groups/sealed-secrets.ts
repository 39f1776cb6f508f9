import type { GroupRules } from '../health-rules.ts';

export const sealedSecrets: readonly GroupRules[] = [
  {
    group: 'bitnami.com',
    kinds: {
      SealedSecret: `
        Progressing if unobserved: Waiting for Sealed Secret to be decrypted
        Degraded if Synced=False
        Healthy if Synced=True
        Progressing: Waiting for Sealed Secret to be decrypted
      `,
    },
  },
];
