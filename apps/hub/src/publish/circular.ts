import type { Gate, TargetSpec } from '@wheelhouse/contract';
import { dependencyCycles, identityText, type ApplicationId } from '@wheelhouse/core-domain';

type CycleGate = Extract<Gate, { kind: 'cycle' }>;

/** Of the targets of one cluster, those that wait for each other, with why none of them may go. */
export function circular(
  targets: readonly { readonly id: ApplicationId; readonly spec: TargetSpec }[],
): ReadonlyMap<ApplicationId, CycleGate> {
  if (!targets.some(({ spec }) => spec.dependsOn)) return new Map();
  const ids = new Map(targets.map(({ id, spec }) => [identityText(spec.identity), id]));
  const cycles = dependencyCycles(
    targets.map(({ spec: { identity, dependsOn = [] } }) => ({
      name: identityText(identity),
      dependsOn: dependsOn.map((other) => identityText({ ...other, project: identity.project })),
    })),
  );
  return new Map(
    cycles.flatMap((path) => {
      const reason = `dependsOn goes in a circle: ${path.join(' → ')}`;
      return path.slice(1).map((name) => [ids.get(name)!, { kind: 'cycle', reason }] as const);
    }),
  );
}
