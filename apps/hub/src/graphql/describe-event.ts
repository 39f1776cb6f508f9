import type { EventView } from '@wheelhouse/adapter-postgres';
import type { EventType } from './models/enums.ts';

export const describeEvent = (view: EventView) => ({
  view,
  id: view.id,
  at: view.at,
  type: view.type.toUpperCase() as EventType,
  reason: view.reason,
  message: view.message,
  actor: view.actor,
});

export type DescribedEvent = ReturnType<typeof describeEvent>;
