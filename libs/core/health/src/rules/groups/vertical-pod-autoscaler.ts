import type { GroupRules } from '../health-rules.ts';

export const verticalPodAutoscaler: readonly GroupRules[] = [
  {
    group: 'autoscaling.k8s.io',
    kinds: {
      VerticalPodAutoscaler: `
        Degraded if ConfigUnsupported=True
        Healthy if RecommendationProvided=True
        Healthy if NoPodsMatched=True
        Progressing: Waiting for a recommendation
      `,
    },
  },
];
