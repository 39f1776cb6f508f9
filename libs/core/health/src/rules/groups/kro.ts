import type { GroupRules } from '../health-rules.ts';

export const kro: readonly GroupRules[] = [
  {
    group: 'kro.run',
    kinds: {
      ResourceGraphDefinition: `
        Progressing if not .status.conditions: Waiting for KRO to report status
        Healthy if Ready=True and Ready.observedGeneration=.metadata.generation: ResourceGraphDefinition is active and serving instances
        Degraded for .status.conditions if .type=GraphRevisionsResolved|GraphAccepted|KindReady|ControllerReady|Ready and .status=False and .observedGeneration=$.metadata.generation: {.message|.type}
        Progressing: Waiting for ResourceGraphDefinition to become ready
      `,
      '*': `
        Progressing if not .status.conditions: Waiting for KRO to report status
        Healthy if Ready=True and Ready.observedGeneration=.metadata.generation: Instance is active and running
        Degraded for .status.conditions if $.status.state=FAILED|ERROR and .type=InstanceManaged|GraphResolved|ResourcesReady|Ready and .status=False and .observedGeneration=$.metadata.generation: {.message|.type}
        Progressing for .status.conditions if $.status.state=IN_PROGRESS and .type=InstanceManaged|GraphResolved|ResourcesReady|Ready and .status=False and .observedGeneration=$.metadata.generation: {.message|.type}
        Progressing: Waiting for instance to become ready
      `,
    },
  },
];
