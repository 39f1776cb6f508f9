import type { World } from './world.ts';
import { ago } from './world.ts';

export const sets = (world: World) =>
  [...new Set(world.targets.map((t) => t.set))].map((name, i) => ({
    id: `set-${name}`,
    name,
    namespace: 'argocd',
    project: world.targets.find((t) => t.set === name)!.project,
    generators: i % 3 === 0 ? ['clusters'] : i % 3 === 1 ? ['git directories'] : ['list'],
    conditions:
      name === 'policy'
        ? [
            {
              type: 'ShrinkingHeld',
              severity: 'WARNING',
              code: 'SHRINKING_HELD',
              message: '12 of 300 Applications would be withdrawn at once.',
              where: 'apps/policy/appset.yaml',
              hint: 'Confirm it below, or revert the commit.',
              since: ago(3_600_000),
            },
          ]
        : [],
    held:
      name === 'policy'
        ? {
            digest: 'sha256:77aa',
            message: '12 of 300 Applications would be withdrawn: their clusters lost the label tier=edge in 3f9c20e.',
            withdrawn: world.targets
              .filter((t) => t.set === name)
              .slice(0, 12)
              .map((t) => t.name),
            since: ago(3_600_000),
          }
        : null,
    createdAt: ago(40 * 86_400_000),
  }));
