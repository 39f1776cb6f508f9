import type { GroupRules } from '../health-rules.ts';

export const atlas: readonly GroupRules[] = [
  {
    group: 'db.atlasgo.io',
    kinds: {
      AtlasMigration: `
        Progressing if not Ready: Waiting for Atlas Operator
        Healthy if Ready=True: {Ready.reason}
        Progressing if Ready.reason=Reconciling: {Ready.reason}
        Degraded: {Ready.reason}
      `,
      AtlasSchema: `
        Progressing if not Ready: Waiting for Atlas Operator
        Healthy if Ready=True: {Ready.reason}
        Progressing if Ready.message=Reconciling|GettingDevDB: {Ready.reason}
        Degraded: {Ready.reason}
      `,
    },
  },
];
