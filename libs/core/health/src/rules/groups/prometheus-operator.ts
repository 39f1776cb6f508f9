import type { GroupRules } from '../health-rules.ts';

export const prometheusOperator: readonly GroupRules[] = [
  {
    group: 'monitoring.coreos.com',
    kinds: {
      'Prometheus Alertmanager ThanosRuler PrometheusAgent': `
        Healthy if Available=True: All instances are available
        Progressing if Available.reason=SomePodsNotReady
        Degraded if Available
        Progressing: Waiting for initialization
      `,
      'ServiceMonitor PodMonitor Probe ScrapeConfig PrometheusRule AlertmanagerConfig': `
        Degraded for .status.bindings if Accepted=False: {Accepted.message|Accepted.reason}
      `,
    },
  },
];
