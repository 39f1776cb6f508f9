import type { Health, HealthStatus } from '@wheelhouse/core-domain';

const verdict =
  (status: HealthStatus) =>
  (message?: string): Health =>
    message ? { status, message } : { status };

export const healthy = verdict('Healthy');
export const suspended = verdict('Suspended');
export const progressing = verdict('Progressing');
export const missing = verdict('Missing');
export const degraded = verdict('Degraded');
export const unknown = verdict('Unknown');
