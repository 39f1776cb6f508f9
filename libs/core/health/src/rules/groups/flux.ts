import type { GroupRules } from '../health-rules.ts';

export const flux: readonly GroupRules[] = [
  {
    group: 'source.toolkit.fluxcd.io',
    kinds: {
      'GitRepository OCIRepository Bucket HelmChart': `
        Suspended if .spec.suspend=true: {$.kind} is suspended
        Progressing if not .status.conditions: Status unknown
        Progressing if Ready=Unknown and Reconciling=True: {Ready.reason}
        Healthy if Ready=True and ArtifactInStorage=True: {Ready.reason}
        Degraded: {Ready.reason}
      `,
      HelmRepository: `
        Suspended if .spec.suspend=true: {$.kind} is suspended
        Healthy if .spec.type=oci: Helm repositories of type 'oci' do not contain any information in the status.
        Progressing if not .status.conditions: Status unknown
        Progressing if Ready=Unknown and Reconciling=True: {Ready.reason}
        Healthy if Ready=True and ArtifactInStorage=True: {Ready.reason}
        Degraded: {Ready.reason}
      `,
      ExternalArtifact: `
        Degraded if Ready=False
        Healthy if Ready=True
        Progressing: Status unknown
      `,
    },
  },
  {
    group: 'kustomize.toolkit.fluxcd.io',
    kinds: {
      Kustomization: `
        Suspended if .spec.suspend=true: {$.kind} is suspended
        Progressing if not .status.conditions: Status unknown
        Progressing if Ready=Unknown and Reconciling=True: {Ready.reason}
        Healthy if Ready=True: {Ready.reason}
        Degraded: {Ready.reason}
      `,
    },
  },
  {
    group: 'helm.toolkit.fluxcd.io',
    kinds: {
      HelmRelease: `
        Suspended if .spec.suspend=true: {$.kind} is suspended
        Progressing if not .status.conditions: Status unknown
        Progressing if Ready=Unknown and Reconciling=True: {Ready.reason}
        Healthy if Ready=True and (Released=True or TestSuccess=True): {Ready.reason}
        Healthy if Released=True and TestSuccess=True and Ready!=True: {Ready.reason}
        Degraded: {Ready.reason}
      `,
    },
  },
  {
    group: 'image.toolkit.fluxcd.io',
    kinds: {
      ImagePolicy: `
        Progressing if not .status.conditions: Status unknown
        Progressing if Ready=False and Reconciling=True and Reconciling.reason=NewGeneration|AccessingRepository|ApplyingPolicy: {Ready.reason}
        Healthy if Ready=True: {Ready.reason}
        Degraded: {Ready.reason}
      `,
      ImageRepository: `
        Suspended if .spec.suspend=true: {$.kind} is suspended
        Progressing if not .status.conditions: Status unknown
        Progressing if Ready=False and Reconciling=True and Reconciling.reason=NewGeneration|Scanning: {Ready.reason}
        Healthy if Ready=True: {Ready.reason}
        Degraded: {Ready.reason}
      `,
      ImageUpdateAutomation: `
        Suspended if .spec.suspend=true: {$.kind} is suspended
        Progressing if not .status.conditions: Status unknown
        Progressing if Ready=Unknown and Reconciling=True: {Ready.reason}
        Healthy if Ready=True: {Ready.reason}
        Degraded: {Ready.reason}
      `,
    },
  },
  {
    group: 'notification.toolkit.fluxcd.io',
    kinds: {
      Receiver: `
        Suspended if .spec.suspend=true: {$.kind} is suspended
        Progressing if not .status.conditions: Status unknown
        Healthy if Ready=True: {Ready.reason}
        Degraded: {Ready.reason}
      `,
    },
  },
];
