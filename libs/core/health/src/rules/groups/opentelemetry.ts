import type { GroupRules } from '../health-rules.ts';

export const opentelemetry: readonly GroupRules[] = [
  {
    group: 'opentelemetry.io',
    kinds: {
      OpenTelemetryCollector: `
        Progressing if not .status: Waiting for OpenTelemetry Collector status
        Healthy if .status.scale.statusReplicas="0/0" and .spec.mode=daemonset: DaemonSet has no eligible nodes (0/0)
        Degraded if .status.scale.statusReplicas ^= 0/: No replicas are ready
        Healthy if ratio .status.scale.statusReplicas = 1: All replicas are ready
        Progressing if ratio .status.scale.statusReplicas >= 0: Replicas are starting up
        Progressing if .status.scale.statusReplicas: Unable to parse replica status: {.status.scale.statusReplicas}
        Healthy if .spec.mode=sidecar: Collector is running in sidecar mode
        Progressing: Scale status not available
      `,
    },
  },
];
