import type { GroupRules } from '../health-rules.ts';

const validated = `
  Degraded for .status.statuses if .state=Warning|3|Rejected|2: {.reason}
  Suspended for .status.statuses if .state=Pending|0: The resource has not yet been validated
  Healthy for .status.statuses if .state=Accepted|1: The resource has been validated
  Degraded if .status.state=Warning|3|Rejected|2: {.status.reason}
  Suspended if .status.state=Pending|0: The resource has not yet been validated
  Healthy if .status.state=Accepted|1: The resource has been validated
  Progressing: Update in progress
`;

export const gloo: readonly GroupRules[] = [
  { group: 'gateway.solo.io', kinds: { '*': validated } },
  { group: 'gloo.solo.io', kinds: { '*': validated } },
];
