import type { GroupRules } from '../health-rules.ts';

export const vaultOperators: readonly GroupRules[] = [
  {
    group: 'vault.banzaicloud.com',
    kinds: {
      Vault: `
        Degraded if Healthy=False
        Healthy if Healthy=True
        Progressing: Waiting for Vault
      `,
    },
  },
  {
    group: 'secrets.hashicorp.com',
    kinds: {
      'VaultStaticSecret VaultDynamicSecret VaultPKISecret HCPVaultSecretsApp': `
        Degraded if Healthy=False
        Degraded if SecretSynced=False
        Degraded if Ready=False
        Healthy if Healthy=True
        Healthy if SecretSynced=True
        Healthy if Ready=True
        Progressing: Waiting for the secret to be synced
      `,
      'VaultAuth VaultConnection VaultAuthGlobal HCPAuth': `
        Degraded if .status.valid=false: {.status.error|"it is not valid"}
        Healthy if .status.valid=true:
        Progressing: Waiting for {$.kind} to be validated
      `,
    },
  },
  {
    group: 'redhatcop.redhat.io',
    kinds: {
      '*': `
        Degraded if ReconcileError=True
        Healthy if ReconcileSuccess=True
        Healthy if ReconcileSuccessful=True
        Progressing: Waiting for {$.kind} to be reconciled
      `,
    },
  },
];
