import type { GroupRules } from '../health-rules.ts';

export const terraform: readonly GroupRules[] = [
  {
    group: 'infra.contrib.fluxcd.io',
    kinds: {
      Terraform: `
        Suspended if .spec.suspend=true: Terraform is suspended
        Degraded if Ready=False and Reconciling!=True
        Healthy if Ready=True
        Progressing: {Ready.message|"Waiting for Terraform"}
      `,
    },
  },
];
