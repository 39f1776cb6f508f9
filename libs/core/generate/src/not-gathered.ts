import type { Problem } from '@wheelhouse/core-domain';
import type { FactsRequest } from './facts.ts';

/** A fact that is asked for, and what the generator is that asks. */
const ASKED_BY = {
  decisions: 'clusterDecisionResource',
  plugins: 'plugin',
  repositories: 'scmProvider',
  pullRequests: 'pullRequest',
} as const;

/** Refuses by name what the caller cannot gather; `reasons` says of each kind of fact why. */
export const notGathered = (
  request: FactsRequest,
  reasons: { readonly [K in keyof typeof ASKED_BY]?: string },
): Problem[] =>
  (Object.keys(reasons) as (keyof typeof ASKED_BY)[]).flatMap((kind) =>
    request[kind].length === 0
      ? []
      : [
          {
            code: 'NOT_SUPPORTED' as const,
            message: `the generator ${ASKED_BY[kind]} is refused: ${reasons[kind]}`,
            where: 'spec.generators',
          },
        ],
  );
