import type { ClusterGroup } from '../../model/fleet-groups.ts';

/** What each of the fleet's three drawings gets: tiles, cells, or a list. */
export interface FleetViewProps {
  readonly groups: readonly ClusterGroup[];
  readonly by: string | undefined;
}
