import { builtinScope, groupOf, hookRoleOf } from '@wheelhouse/core-domain';
import { fillNamespaces, inventoryEntry, planSync } from '@wheelhouse/core-sync';
import { print } from '../output.ts';
import { formatOf, type Surroundings } from '../surroundings.ts';
import { badInput } from './bad-input.ts';
import { objectsOf, readApplication } from './read-files.ts';

export interface PlanOptions {
  file: string[];
  app?: string;
  live?: string;
  prune?: boolean;
  output?: string;
}

/** `plan` */
export async function runPlan(options: PlanOptions, { streams }: Surroundings): Promise<void> {
  const application = options.app ? await readApplication(options.app) : undefined;
  const namespace = application?.spec.destination.namespace ?? '';
  const objects = fillNamespaces(await objectsOf(options.file), namespace, (apiVersion, kind) =>
    builtinScope(groupOf(apiVersion), kind),
  );
  const live = options.live ? await objectsOf([options.live]) : [];
  // A hook that is in the cluster has run; it is not ours to prune.
  const inventory = live
    .filter((object) => hookRoleOf(object).kind === 'resource')
    .map((object) => inventoryEntry(object));
  const prune = options.prune ?? application?.spec.syncPolicy.automated?.prune ?? false;
  const plan = planSync({
    objects,
    inventory,
    policy: { prune },
    namespace,
    ...(application ? { syncOptions: application.spec.syncPolicy.syncOptions } : {}),
  });
  if (!plan.ok) throw badInput(plan.error);
  for (const { key, reason } of plan.value.leftOut) streams.err(`${key.kind} ${key.name} is left out: ${reason}`);
  for (const { key, reason } of prune ? plan.value.kept : []) streams.err(`${key.kind} ${key.name} is kept: ${reason}`);
  const rows = plan.value.tasks.map(({ phase, wave, action, key }) => ({
    phase,
    wave,
    action,
    group: key.group,
    kind: key.kind,
    namespace: key.namespace,
    name: key.name,
  }));
  print(streams, formatOf(options), {
    rows,
    name: (row) => `${row.kind.toLowerCase()}/${row.name}`,
    columns: [
      { title: 'phase', value: (row) => row.phase },
      { title: 'wave', value: (row) => row.wave },
      { title: 'action', value: (row) => row.action },
      { title: 'kind', value: (row) => (row.group ? `${row.kind}.${row.group}` : row.kind) },
      { title: 'namespace', value: (row) => row.namespace },
      { title: 'name', value: (row) => row.name },
    ],
  });
}
