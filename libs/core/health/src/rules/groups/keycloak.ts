import type { GroupRules } from '../health-rules.ts';

export const keycloak: readonly GroupRules[] = [
  {
    group: 'k8s.keycloak.org',
    kinds: {
      Keycloak: `
        Progressing if not .status.conditions: Waiting for Keycloak status conditions to exist
        Degraded if HasErrors=True and Ready!=True: Has Errors: {HasErrors.message}
        Healthy if Ready=True:
        Progressing
      `,
      KeycloakRealmImport: `
        Degraded if HasErrors=True: Has Errors: {HasErrors.message}
        Healthy if Done=True:
        Progressing: Waiting for KeycloakRealmImport
      `,
    },
  },
];
