import type { GroupRules } from '../health-rules.ts';

export const grafana: readonly GroupRules[] = [
  {
    group: 'grafana-org-operator.kubitus-project.gitlab.io',
    kinds: {
      '*': `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing if Ready
        Progressing: Waiting ...
      `,
    },
  },
  {
    group: 'grafana.integreatly.org',
    kinds: {
      Grafana: `
        Progressing if not .status.stageStatus: Waiting for Grafana status info
        Degraded if .status.stageStatus=failed: Failed at stage {.status.stage}
        Healthy if .status.stage=complete and .status.stageStatus=success:
        Progressing: {.status.stage}
      `,
      GrafanaDashboard: `
        Degraded for .status.conditions if .status=False: {.reason} for {.type} because {.message}
        Healthy for .status.conditions if .status=True: {.reason} for {.type} because {.message}
        Progressing
      `,
      GrafanaFolder: `
        Degraded for .status.conditions if .type=FolderUIDMismatch and .status=True: {.reason} for {.type} because {.message}
        Degraded for .status.conditions if .type!=FolderUIDMismatch and .status=False: {.reason} for {.type} because {.message}
        Healthy for .status.conditions if .status=True: {.reason} for {.type} because {.message}
        Progressing
      `,
      GrafanaDatasource: `
        Progressing if not .status or .status.uid="":
        Degraded if .status.NoMatchingInstances: can't find matching grafana instance
        Healthy
      `,
      'GrafanaAlertRuleGroup GrafanaContactPoint GrafanaNotificationPolicy GrafanaLibraryPanel': `
        Degraded for .status.conditions if .status=False: {.reason} for {.type} because {.message}
        Healthy for .status.conditions if .status=True: {.reason} for {.type} because {.message}
        Progressing
      `,
    },
  },
];
