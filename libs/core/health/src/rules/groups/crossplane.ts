import type { GroupRules } from '../health-rules.ts';

export const crossplane: readonly GroupRules[] = [
  {
    group: '*.crossplane.io',
    kinds: {
      'Composition CompositionRevision DeploymentRuntimeConfig EnvironmentConfig ImageConfig ProviderConfig ProviderConfigUsage ControllerConfig StoreConfig ClusterProviderConfig ClusterProviderConfigUsage': `
        Healthy if not .status.conditions and .status.users: Resource is in use.
        Healthy if not .status.conditions: Resource is up-to-date.
        Degraded if LastAsyncOperation=False: {LastAsyncOperation.message}
        Degraded if Synced=False: {Synced.message}
        Healthy if Ready=True or Healthy=True or Offered=True or Established=True or ValidPipeline=True or RevisionHealthy=True: Resource is up-to-date.
        Progressing: Provisioning ...
      `,
      '*': `
        Degraded if LastAsyncOperation=False: {LastAsyncOperation.message}
        Degraded if Synced=False: {Synced.message}
        Healthy if Ready=True or Healthy=True or Offered=True or Established=True or ValidPipeline=True or RevisionHealthy=True: Resource is up-to-date.
        Healthy if Established.reason=InactiveManagedResource and .spec.state!=Active: Resource is up-to-date.
        Progressing: Provisioning ...
      `,
    },
  },
  {
    group: '*.upbound.io',
    kinds: {
      'ProviderConfig ProviderConfigUsage StoreConfig ClusterProviderConfig ClusterProviderConfigUsage': `
        Healthy if not .status.conditions and .status.users: Resource is in use.
        Healthy if not .status.conditions: Resource is up-to-date.
        Degraded if LastAsyncOperation=False: {LastAsyncOperation.message}
        Degraded if Synced=False: {Synced.message}
        Healthy if Ready=True: Resource is up-to-date.
        Progressing: Provisioning ...
      `,
      '*': `
        Degraded if LastAsyncOperation=False: {LastAsyncOperation.message}
        Degraded if Synced=False: {Synced.message}
        Healthy if Ready=True: Resource is up-to-date.
        Progressing: Provisioning ...
      `,
    },
  },
  {
    group: 'cloudfront.aws.crossplane.io',
    kinds: {
      Distribution: `
        Progressing if not .status.conditions: Waiting for distribution to be created
        Healthy if Ready=True and Synced=True: {Ready.reason}
        Suspended if Synced!=True and Synced.reason=ReconcilePaused: {Synced.reason}
        Progressing if Ready!=True and Synced=True: Waiting for distribution to be available
        Degraded: {Synced.message}
      `,
    },
  },
  {
    group: 'iam.aws.crossplane.io',
    kinds: {
      'Policy Role RolePolicyAttachment': `
        Progressing if not .status.conditions: Waiting for {$.kind} to be created
        Healthy if Ready=True and Synced=True: {Ready.reason}
        Suspended if Synced!=True and Synced.reason=ReconcilePaused: {Synced.reason}
        Progressing if Ready!=True and Synced=True: Waiting for {$.kind} to be available
        Degraded: {Synced.message}
      `,
    },
  },
  {
    group: 'rds.aws.crossplane.io',
    kinds: {
      'DBCluster DBInstance': `
        Progressing if not .status.conditions: Waiting for {$.kind} to be created
        Healthy if Ready=True and Synced=True: {Ready.reason}
        Suspended if Synced!=True and Synced.reason=ReconcilePaused: {Synced.reason}
        Progressing if Ready!=True and Synced=True: Waiting for {$.kind} to be available
        Degraded: {Synced.message}
      `,
    },
  },
  {
    group: 's3.aws.crossplane.io',
    kinds: {
      Bucket: `
        Progressing if not .status.conditions: Waiting for Bucket to be created
        Healthy if Ready=True and Synced=True: {Ready.reason}
        Suspended if Synced!=True and Synced.reason=ReconcilePaused: {Synced.reason}
        Progressing if Ready!=True and Synced=True: Waiting for Bucket to be available
        Degraded: {Synced.message}
      `,
    },
  },
  {
    group: 'route53.aws.crossplane.io',
    kinds: {
      ResourceRecordSet: `
        Progressing if not .status.conditions: Waiting for resourcrecordset to be created
        Healthy if Ready=True and Synced=True: {Ready.reason}
        Suspended if Synced!=True and Synced.reason=ReconcilePaused: {Synced.reason}
        Progressing if Ready!=True and Synced=True: Waiting for resourcrecordset to be available
        Degraded: {Synced.message}
      `,
    },
  },
  {
    group: 'pkg.crossplane.io',
    kinds: {
      Provider: `
        Healthy if Installed=True and Healthy=True: {Installed.reason} {Healthy.reason}
        Degraded if Installed or Healthy: {Installed.reason} {Healthy.reason}
        Progressing: Waiting for provider to be installed
      `,
    },
  },
  {
    group: 'stacks.crossplane.io',
    kinds: {
      ClusterStackInstall: `
        Healthy for .status.conditionedStatus.conditions if .type=Ready and .status=True: {.reason}
        Progressing for .status.conditionedStatus.conditions if .type=Ready: {.reason}
        Progressing: Waiting for stack to be installed
      `,
    },
  },
];
