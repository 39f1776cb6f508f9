import type { GroupRules } from '../health-rules.ts';

export const threeScale: readonly GroupRules[] = [
  {
    group: 'apps.3scale.net',
    kinds: {
      APIManager: `
        Healthy if .status.deployments.ready and not .status.deployments.starting and not .status.deployments.stopped: 3scale APIManager is available
        Healthy if Available=True: 3scale APIManager is available
        Degraded if Available and Available.reason: 3scale APIManager is degraded: {Available.reason}
        Progressing: Waiting for 3scale APIManager status...
      `,
    },
  },
  {
    group: 'capabilities.3scale.net',
    kinds: {
      ActiveDoc: `
        Healthy if Ready=True: 3scale ActiveDoc is ready
        Degraded if Invalid=True: {Invalid.message|"3scale ActiveDoc configuration is invalid"}
        Degraded if Orphan=True: {Orphan.message|"3scale ActiveDoc references non-existing resources"}
        Degraded if Failed=True: {Failed.message|"3scale ActiveDoc synchronization failed"}
        Progressing: Waiting for 3scale ActiveDoc status...
      `,
      Application: `
        Suspended if .status.state=suspended: 3scale Application is suspended
        Healthy if Ready=True: 3scale Application is ready
        Degraded if Ready and not .status.adminId > 0: {Ready.message|"3scale Application is not ready"}
        Progressing: Waiting for 3scale Application status...
      `,
      ApplicationAuth: `
        Healthy if Ready=True: 3scale ApplicationAuth is ready
        Degraded if Failed=True: {Failed.message|"3scale ApplicationAuth failed"}
        Progressing: Waiting for 3scale ApplicationAuth status...
      `,
      Backend: `
        Healthy if Synced=True: 3scale Backend is synced
        Degraded if Invalid=True: {Invalid.message|"3scale Backend configuration is invalid"}
        Degraded if Failed=True: {Failed.message|"3scale Backend synchronization failed"}
        Progressing: Waiting for 3scale Backend status...
      `,
      Product: `
        Healthy if Synced=True: 3scale {$.kind} is synced
        Degraded if Invalid=True: {Invalid.message|"the configuration is invalid"}
        Degraded if Orphan=True: {Orphan.message|"it references non-existing resources"}
        Degraded if Failed=True: {Failed.message|"the synchronization failed"}
        Progressing: Waiting for 3scale {$.kind} status...
      `,
      'CustomPolicyDefinition OpenAPI': `
        Healthy if Ready=True: 3scale {$.kind} is ready
        Degraded if Invalid=True: {Invalid.message|"the configuration is invalid"}
        Degraded if Failed=True: {Failed.message|"the synchronization failed"}
        Progressing: Waiting for 3scale {$.kind} status...
      `,
      DeveloperAccount: `
        Healthy if Ready=True: 3scale DeveloperAccount is ready
        Degraded if Invalid=True: {Invalid.message|"3scale DeveloperAccount configuration is invalid"}
        Degraded if Failed=True: {Failed.message|"3scale DeveloperAccount synchronization failed"}
        Suspended if Waiting=True: {Waiting.message|"3scale DeveloperAccount is waiting for approval"}
        Progressing: Waiting for 3scale DeveloperAccount status...
      `,
      DeveloperUser: `
        Suspended if .status.developerUserState=suspended: 3scale Developer user is waiting for admin approval
        Healthy if Ready=True: 3scale DeveloperUser is ready
        Degraded if Invalid=True: {Invalid.message|"3scale DeveloperUser configuration is invalid"}
        Degraded if Orphan=True: {Orphan.message|"3scale DeveloperUser references non-existing resources"}
        Degraded if Failed=True: {Failed.message|"3scale DeveloperUser synchronization failed"}
        Progressing: Waiting for 3scale DeveloperUser status...
      `,
      ProxyConfigPromote: `
        Healthy if Ready=True: 3scale ProxyConfigPromote is ready
        Progressing if In-progress=True: {In-progress.message|"3scale ProxyConfigPromote is in progress"}
        Degraded if Failed=True: {Failed.message|"3scale ProxyConfigPromote failed"}
        Progressing: Waiting for 3scale ProxyConfigPromote status...
      `,
      Tenant: `
        Healthy if Ready=True and .status.tenantId > 0 and .status.adminId > 0: 3scale Tenant is ready
        Degraded if Ready and Ready!=True: {Ready.message|"3scale Tenant is degraded"}
        Progressing: Waiting for 3scale Tenant status...
      `,
    },
  },
];
