import type { GroupRules } from '../health-rules.ts';

export const istio: readonly GroupRules[] = [
  {
    group: 'install.istio.io',
    kinds: {
      IstioOperator: `
        Unknown if .status.status=0|NONE: Component is not present.
        Progressing if .status.status=1|UPDATING: Component is being updated to a different version.
        Progressing if .status.status=2|RECONCILING: Controller has started but not yet completed reconciliation loop for the component.
        Healthy if .status.status=3|HEALTHY: Component is healthy.
        Degraded if .status.status=4|ERROR: Component is in an error state.
        Progressing: Waiting for Istio Control Plane
      `,
    },
  },
  {
    group: 'networking.istio.io',
    kinds: {
      '*': `
        Degraded if Reconciled=False
        Degraded for .status.validationMessages if .level=ERROR: {.documentationUrl|.type.name}
      `,
    },
  },
  {
    group: 'security.istio.io',
    kinds: {
      '*': `
        Degraded if Reconciled=False
        Degraded for .status.validationMessages if .level=ERROR: {.documentationUrl|.type.name}
      `,
    },
  },
  {
    group: 'sailoperator.io',
    kinds: {
      '*': `
        Degraded if Reconciled=False
        Degraded if Ready=False and Reconciled=True: {Ready.message}
        Healthy if Ready=True
        Progressing: Waiting for {$.kind}
      `,
    },
  },
];
