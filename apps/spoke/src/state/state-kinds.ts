export const stateKinds = ['identity', 'manifest', 'application', 'bundle'] as const;
export type StateKind = (typeof stateKinds)[number];
