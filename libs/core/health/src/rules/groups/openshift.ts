import type { GroupRules } from '../health-rules.ts';

export const openshift: readonly GroupRules[] = [
  {
    group: 'apps.openshift.io',
    kinds: {
      DeploymentConfig: `
        Progressing if not .status.conditions or not (.status.replicas >= 0): replication controller is waiting for pods to run
        Healthy if .status.replicas=0: replication controller successfully rolled out
        Healthy if Available=True and Progressing=True and Progressing.reason=NewReplicationControllerAvailable: replication controller successfully rolled out
        Progressing if Available=True or (Progressing=True and Progressing.reason=NewReplicationControllerAvailable): replication controller is waiting for pods to run
        Degraded: Deployment config is degraded
      `,
    },
  },
  {
    group: 'route.openshift.io',
    kinds: {
      Route: `
        Progressing if not .status.ingress: Route is still getting admitted
        Healthy if every .status.ingress (Admitted=True): Route is healthy
        Degraded if some .status.ingress (Admitted=False): Route is degraded
        Progressing: Route is still getting admitted
      `,
    },
  },
  {
    group: 'operator.openshift.io',
    kinds: {
      IngressController: `
        Degraded if Degraded=True
        Progressing if DeploymentReplicasAllAvailable=False
        Progressing if Progressing=True: {Progressing.reason}
        Healthy if Available=True: IngressController is available
        Progressing: Status of IngressController is not known yet
      `,
    },
  },
  {
    group: 'ocs.openshift.io',
    kinds: {
      StorageCluster: `
        Degraded if Degraded=True
        Progressing if Progressing=True
        Healthy if Available=True
        Unknown: StorageCluster is in an unknown state.
      `,
    },
  },
  {
    group: 'operators.coreos.com',
    kinds: {
      Subscription: `
        Progressing if not .status.conditions: An install plan for a subscription is pending installation
        Degraded if InstallPlanMissing and InstallPlanMissing.reason!=ReferencedInstallPlanNotFound
        Degraded if CatalogSourcesUnhealthy=True
        Degraded if InstallPlanFailed=True
        Degraded if ResolutionFailed=True
        Degraded if .status.state=UpgradeFailed: .status.state is 'UpgradeFailed'
        Healthy if InstallPlanPending=True and InstallPlanPending.reason=RequiresApproval and .spec.installPlanApproval=Manual and .status.installedCSV and .status.state=UpgradePending: .status.state is 'UpgradePending' (manual InstallPlan approval pending; treated as healthy)
        Progressing if InstallPlanPending=True and not (InstallPlanPending.reason=RequiresApproval and .spec.installPlanApproval=Manual and .status.installedCSV)
        Progressing if not .status.state: .status.state not yet known
        Progressing if .status.state=UpgradeAvailable|UpgradePending: .status.state is '{.status.state}'
        Healthy: .status.state is '{.status.state}'
      `,
      ClusterServiceVersion: `
        Healthy if .status.phase=Succeeded: {.status.message}
        Degraded if .status.phase=Failed: {.status.message}
        Progressing: {.status.message|.status.phase|"Waiting for the ClusterServiceVersion"}
      `,
    },
  },
];
