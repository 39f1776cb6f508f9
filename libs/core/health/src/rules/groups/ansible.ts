import type { GroupRules } from '../health-rules.ts';

export const ansible: readonly GroupRules[] = [
  {
    group: 'tower.ansible.com',
    kinds: {
      AnsibleJob: `
        Healthy if .status.ansibleJobResult.status=successful: {.status.ansibleJobResult.status} job - {.status.ansibleJobResult.url}
        Degraded if .status.ansibleJobResult.status=failed|error|canceled: {.status.ansibleJobResult.status} job - {.status.ansibleJobResult.url}
        Progressing if .status.ansibleJobResult.status=new|pending|waiting|running: {.status.ansibleJobResult.status} job - {.status.ansibleJobResult.url}
        Progressing: Waiting for AnsibleJob
      `,
    },
  },
];
