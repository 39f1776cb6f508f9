import type { ApplicationSetView } from '@wheelhouse/adapter-postgres';
import { toCondition } from './describe-condition.ts';
import { toYaml } from './yaml.ts';

const generatorsOf = (manifest: Record<string, unknown>): string[] => {
  const generators = (manifest['spec'] as { generators?: Record<string, unknown>[] } | undefined)?.generators ?? [];
  return generators.flatMap((entry) => Object.keys(entry).filter((key) => key !== 'selector'));
};

/** `ErrorOccurred: True` is an error; everything else is said as it is, without alarm. */
export const describeSet = (view: ApplicationSetView) => ({
  id: view.id,
  name: view.name,
  namespace: view.namespace,
  project: view.project,
  generators: generatorsOf(view.manifest),
  conditions: [
    ...view.conditions
      .filter(({ type, status }) => type === 'ErrorOccurred' && status === 'True')
      .map((condition) => toCondition(condition, 'ERROR')),
    ...view.warnings.map((warning) => toCondition(warning, 'WARNING')),
  ],
  held: view.held && {
    digest: view.held.digest,
    withdrawn: view.held.withdrawn,
    since: new Date(view.held.since),
    message:
      view.held.message ??
      `This change would take away ${view.held.withdrawn.length} Applications; it waits until somebody confirms it.`,
  },
  get manifest() {
    return toYaml(view.manifest);
  },
  createdAt: view.createdAt,
});

export type DescribedSet = ReturnType<typeof describeSet>;
