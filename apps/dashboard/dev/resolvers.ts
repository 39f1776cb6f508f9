import { fieldsOf } from './fields.ts';
import type { Args } from './lists.ts';
import { findTarget, queriesOf } from './queries.ts';
import { sets } from './sets.ts';
import type { Changes } from './subscriptions.ts';
import { subscriptionsOf } from './subscriptions.ts';
import { windowMutations } from './windows.ts';
import type { Target, World } from './world.ts';
import { ago, moveTo } from './world.ts';

export function resolversOf(world: World, changes: Changes) {
  const Query = queriesOf(world);
  const Mutation = {
    ...windowMutations,
    sync: (_: unknown, { input }: Args) => startSync(findTarget(world, input.application)!),
    terminate: (_: unknown, { application }: Args) =>
      Object.assign(findTarget(world, application)!, { operation: null }),
    confirmDeletion: (_: unknown, { application }: Args) =>
      Object.assign(findTarget(world, application)!, { awaitsConfirmation: [], waitReasons: [] }),
    refresh: () => ({ repositories: ['https://git.example.com/platform/fleet.git'], applications: 1 }),
    confirmHeldChange: (_: unknown, a: Args) => sets(world).find((s) => s.name === a.applicationSet),
    createJoinToken: (_: unknown, a: Args) => ({
      token: 'x',
      command: `npx wheelhouse-spoke join --token eyJhbGciOi… --cluster ${a.cluster}`,
      expiresAt: ago(-3_600_000),
    }),
  };
  return { ...fieldsOf(world), Query, Mutation, Subscription: subscriptionsOf(world, Query, changes) };
}

function startSync(target: Target): Target {
  moveTo(target, 'IN_FLIGHT');
  target.operation = {
    id: `op-${Date.now()}`,
    kind: 'Sync',
    phase: 'RUNNING',
    message: 'applying 3 of 11 objects',
    startedAt: new Date().toISOString(),
    finishedAt: null,
    attempt: 1,
    initiatedBy: 'admin',
  };
  return target;
}
