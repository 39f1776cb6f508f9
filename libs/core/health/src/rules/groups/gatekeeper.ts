import type { GroupRules } from '../health-rules.ts';

export const gatekeeper: readonly GroupRules[] = [
  {
    group: 'templates.gatekeeper.sh',
    kinds: {
      ConstraintTemplate: `
        Degraded for .status.byPod if .errors: {.errors[0].message}
        Healthy if .status.created=true:
        Progressing: Waiting for ConstraintTemplate to be created
      `,
    },
  },
  {
    group: 'constraints.gatekeeper.sh',
    kinds: {
      '*': `
        Degraded for .status.byPod if .errors: {.errors[0].message}
        Healthy if some .status.byPod (.enforced=true):
        Progressing: Waiting for the constraint to be enforced
      `,
    },
  },
];
