import type { FleetSourceRow } from '@wheelhouse/adapter-postgres';

const FLEET = 'fleet:';

/** What resources of a fleet source are marked by. */
export const originOf = (source: Pick<FleetSourceRow, 'url' | 'path'>): string =>
  `${FLEET}${source.url}#${source.path}`;

export const isFleetOrigin = (origin: string): boolean => origin.startsWith(FLEET);
