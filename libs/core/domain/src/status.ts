export const syncStatuses = ['Synced', 'OutOfSync', 'Unknown'] as const;
export type SyncStatus = (typeof syncStatuses)[number];

/** Best to worst; the health of many is the worst of them. */
export const healthStatuses = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'] as const;
export type HealthStatus = (typeof healthStatuses)[number];

export const operationPhases = ['Running', 'WaitingForWindow', 'Terminating', 'Succeeded', 'Failed', 'Error'] as const;
export type OperationPhase = (typeof operationPhases)[number];

export interface Health {
  readonly status: HealthStatus;
  /** Why, in one sentence; absent where there is nothing to add. */
  readonly message?: string;
}

export const compareHealth = (a: HealthStatus, b: HealthStatus): number =>
  healthStatuses.indexOf(a) - healthStatuses.indexOf(b);

/** The worst of many, with its message; `Healthy` for none. */
export const worstHealth = (all: Iterable<Health>): Health => {
  let worst: Health = { status: 'Healthy' };
  for (const health of all) if (compareHealth(health.status, worst.status) > 0) worst = health;
  return worst;
};
