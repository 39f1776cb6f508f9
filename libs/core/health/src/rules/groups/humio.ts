import type { GroupRules } from '../health-rules.ts';

export const humio: readonly GroupRules[] = [
  {
    group: 'core.humio.com',
    kinds: {
      'HumioAction HumioAlert HumioIngestToken HumioParser HumioRepository HumioView': `
        Healthy if .status.state=Exists: Component state: Exists.
        Missing if .status.state=NotFound: Component state: NotFound.
        Degraded if .status.state=ConfigError: Component state: ConfigError.
        Unknown if .status.state=Unknown: Component state: Unknown.
        Progressing: Update in progress
      `,
      HumioCluster: `
        Healthy if .status.state=Running: {.status.message|"Cluster is in a healthy running state"}
        Progressing if .status.state=Restarting: {.status.message|"Cluster pods are being restarted"}
        Progressing if .status.state=Upgrading: {.status.message|"Cluster pods are being upgraded"}
        Degraded if .status.state=ConfigError: {.status.message|"User-provided cluster specification resulted in a configuration error"}
        Progressing if .status.state=Pending: {.status.message|"Cluster is waiting on resources to be provisioned"}
        Unknown if .status.state=Unknown: {.status.message|"Component state: Unknown."}
        Progressing: Update in progress
      `,
    },
  },
];
