import type { GroupRules } from '../health-rules.ts';

const UNCONDITIONED = `
  Healthy if not .status.conditions and .status.users: Resource is in use.
  Healthy if not .status.conditions: Resource is up-to-date.
`;
const BROKEN = `
  Degraded if LastAsyncOperation=False: {LastAsyncOperation.message}
  Degraded if Synced=False: {Synced.message}
`;

/** What the providers of AWS make. */
const managed = (what: string): string => `
  Progressing if not .status.conditions: Waiting for ${what} to be created
  Healthy if Ready=True and Synced=True: {Ready.reason}
  Suspended if Synced!=True and Synced.reason=ReconcilePaused: {Synced.reason}
  Progressing if Ready!=True and Synced=True: Waiting for ${what} to be available
  Degraded: {Synced.message}
`;

export const crossplane: readonly GroupRules[] = [
  {
    group: '*.crossplane.io',
    kinds: {
      'Composition CompositionRevision DeploymentRuntimeConfig EnvironmentConfig ImageConfig ProviderConfig ProviderConfigUsage ControllerConfig StoreConfig ClusterProviderConfig ClusterProviderConfigUsage': `
        ${UNCONDITIONED}
        ${BROKEN}
        Healthy if Ready=True or Healthy=True or Offered=True or Established=True or ValidPipeline=True or RevisionHealthy=True: Resource is up-to-date.
        Progressing: Provisioning ...
      `,
      '*': `
        ${BROKEN}
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
        ${UNCONDITIONED}
        ${BROKEN}
        Healthy if Ready=True: Resource is up-to-date.
        Progressing: Provisioning ...
      `,
      '*': `
        ${BROKEN}
        Healthy if Ready=True: Resource is up-to-date.
        Progressing: Provisioning ...
      `,
    },
  },
  {
    group: 'cloudfront.aws.crossplane.io',
    kinds: {
      Distribution: managed('distribution'),
    },
  },
  {
    group: 'iam.aws.crossplane.io',
    kinds: {
      'Policy Role RolePolicyAttachment': managed('{$.kind}'),
    },
  },
  {
    group: 'rds.aws.crossplane.io',
    kinds: {
      'DBCluster DBInstance': managed('{$.kind}'),
    },
  },
  {
    group: 's3.aws.crossplane.io',
    kinds: {
      Bucket: managed('Bucket'),
    },
  },
  {
    group: 'route53.aws.crossplane.io',
    kinds: {
      ResourceRecordSet: managed('resourcrecordset'),
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
