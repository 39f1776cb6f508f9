import type { GroupRules } from '../health-rules.ts';

export const iamManager: readonly GroupRules[] = [
  {
    group: 'iammanager.keikoproj.io',
    kinds: {
      Iamrole: `
        Healthy if .status.state=Ready: Role '{.status.roleName|"<none>"}' exists with ARN '{.status.roleARN|"<none>"}' and ID '{.status.roleID|"<none>"}'.
        Degraded if .status.state=Error|RolesMaxLimitReached|PolicyNotAllowed|RoleNameNotAvailable: Failed to reconcile the Iamrole for role '{.status.roleName|"<none>"}' with ARN '{.status.roleARN|"<none>"}' and ID '{.status.roleID|"<none>"}'. Reconciliation error was: {.status.errorDescription}
        Progressing: Waiting for Iamrole to be reconciled
      `,
    },
  },
];
