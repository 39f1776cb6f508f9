import type { GroupRules } from '../health-rules.ts';

export const contour: readonly GroupRules[] = [
  {
    group: 'projectcontour.io',
    kinds: {
      ExtensionService: `
        Healthy if Valid=True and Valid.observedGeneration=.metadata.generation
        Degraded if Valid=False and Valid.observedGeneration=.metadata.generation
        Progressing: Waiting for status
      `,
      HTTPProxy: `
        Healthy if Valid=True and Valid.observedGeneration=.metadata.generation: {.status.description}
        Healthy if Valid=False and Valid.observedGeneration=.metadata.generation and .spec.includes: HTTPProxy inclusions cannot be health checked
        Degraded if Valid=False and Valid.observedGeneration=.metadata.generation: {.status.description}
        Progressing if .status.conditions: Waiting for status
        Progressing: {.status.description|"Waiting for status"}
      `,
    },
  },
];
