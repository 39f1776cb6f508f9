import { reasonsNotSynced } from './reasons-not-synced.ts';
import type { NotSyncedFacts } from './reasons-not-synced.ts';

const well: NotSyncedFacts = {
  stage: 'Done',
  problems: [],
  gates: [],
  cluster: { name: 'edge-17', connected: true },
  sync: { status: 'Synced' },
  health: { status: 'Healthy' },
  conditions: [],
  automated: { enabled: true, selfHeal: true, prune: true },
  resources: [],
};
const apart = (more: Partial<NotSyncedFacts>): Partial<NotSyncedFacts> => ({ sync: { status: 'OutOfSync' }, ...more });
const scaled = { kind: 'Deployment', name: 'web', message: 'changed: spec.replicas (by kubectl)' };
const unagreed = { type: 'WaitsForConfirmation', message: '1 object waits for a person: ConfigMap shop/data' };
const data = { kind: 'ConfigMap', name: 'data', message: 'to prune: waits', confirm: true };
const left = { kind: 'ConfigMap', name: 'old', message: 'to prune: prune is off' };

describe('why a target is not synced', () => {
  it.each<[string, Partial<NotSyncedFacts>, [string, RegExp, RegExp][]]>([
    ['it is', {}, []],
    [
      'it is being removed, and nothing else matters',
      { removal: 'prune', problems: [{ message: 'x' }] },
      [['removal', /prune/, /^The cluster$/]],
    ],
    [
      'it is being removed, and a person has to agree first',
      { removal: 'prune', conditions: [unagreed] },
      [
        ['confirm', /ConfigMap shop\/data/, /A person: .*wheelhouse app confirm/],
        ['removal', /prune/, /cluster/],
      ],
    ],
    [
      'something has to be pruned, and a person has to agree first',
      apart({ resources: [data, left], conditions: [unagreed] }),
      [
        ['confirm', /ConfigMap shop\/data/, /wheelhouse app confirm/],
        ['prune', /ConfigMap old/, /keeps it/],
      ],
    ],
    [
      'it is being removed from a cluster that is away',
      { removal: 'orphan', cluster: { name: 'a', connected: false } },
      [['removal', /orphan/, /once it is back/]],
    ],
    [
      'it cannot be rendered',
      { stage: 'NotSent', problems: [{ message: 'no such branch', hint: 'push it' }, { message: 'y' }] },
      [
        ['problem', /no such branch/, /push it/],
        ['problem', /y/, /Git/],
      ],
    ],
    [
      'a person has to decide before a window opens before somebody clicks',
      {
        stage: 'Held',
        gates: [
          { kind: 'manual' },
          { kind: 'window', reason: 'closed until 22:00' },
          { kind: 'guardrail', reason: '40 would leave' },
        ],
      },
      [
        ['guardrail', /40 would leave/, /Confirm/],
        ['window', /22:00/, /opens/],
        ['manual', /staged/, /Start a sync/],
      ],
    ],
    [
      'it and another wait for each other',
      { stage: 'NotSent', gates: [{ kind: 'cycle', reason: 'dependsOn goes in a circle: a → b → a' }] },
      [['cycle', /a → b → a/, /dependsOn in Git/]],
    ],
    [
      'it waits for another Application, whatever its last sync said',
      {
        stage: 'InFlight',
        sync: { status: 'OutOfSync' },
        operation: { phase: 'Succeeded', message: '3 applied' },
        conditions: [{ type: 'WaitsForDependency', message: 'waits for Application db, which is Progressing' }],
      },
      [['dependency', /db, which is Progressing/, /synced and healthy/]],
    ],
    ['a gate that was open long ago holds nothing', { gates: [{ kind: 'manual' }] }, []],
    [
      'it is not its turn',
      { stage: 'Held', gates: [{ kind: 'rollout' }] },
      [['rollout', /turn/, /before it are healthy/]],
    ],
    [
      'the cluster is away, which is all that matters of it',
      {
        stage: 'InFlight',
        cluster: { name: 'edge-17', connected: false },
        operation: { phase: 'Failed', message: 'x' },
      },
      [['away', /edge-17 is away/, /back/]],
    ],
    [
      'it was not sent, and the cluster is away',
      { stage: 'NotSent', cluster: { name: 'edge-17', connected: false } },
      [],
    ],
    [
      'a sync runs',
      { stage: 'InFlight', operation: { phase: 'Running', message: 'wave 2 of 3' } },
      [['sync', /wave 2/, /The sync/]],
    ],
    ['a sync is about to run', { stage: 'InFlight' }, [['sync', /applying/, /The sync/]]],
    [
      'a sync waits for its window',
      { stage: 'InFlight', operation: { phase: 'WaitingForWindow', message: '' } },
      [['window', /closed/, /opens/]],
    ],
    [
      'the last sync failed',
      { stage: 'InFlight', operation: { phase: 'Failed', message: 'Service web: port is taken' } },
      [['failed', /port is taken/, /Mend/]],
    ],
    ['a sync failed once, and all is well since', { operation: { phase: 'Failed', message: 'x' } }, []],
    [
      'nothing is known of it',
      { sync: { status: 'Unknown', reason: 'bundle lost' } },
      [['unknown', /bundle lost/, /names/]],
    ],
    [
      'somebody changed it, and it will be healed',
      apart({ resources: [scaled, scaled] }),
      [['drift', /spec.replicas \(by kubectl\) \(and 1 more\)/, /heals it/]],
    ],
    [
      'somebody changed it, and nobody heals it',
      apart({ resources: [scaled], automated: { enabled: true, selfHeal: false, prune: false } }),
      [['drift', /Deployment web/, /selfHeal/]],
    ],
    [
      'something has to be pruned, and may not',
      apart({ resources: [left], automated: { enabled: true, selfHeal: true, prune: false } }),
      [['prune', /no longer has ConfigMap old/, /with prune/]],
    ],
    [
      'both',
      apart({ resources: [left, scaled] }),
      [
        ['drift', /web/, /heals/],
        ['prune', /old/, /keeps it/],
      ],
    ],
    [
      'another controller fights for it',
      apart({ resources: [scaled], conditions: [{ type: 'DriftFight', message: 'healed 5 times' }] }),
      [['fight', /5 times/, /ignoreDifferences/]],
    ],
    [
      'nobody says which',
      apart({ sync: { status: 'OutOfSync', reason: 'Deployment web: differs' } }),
      [['drift', /web: differs/, /heals/]],
    ],
    [
      'it settles',
      { stage: 'Settling', health: { status: 'Progressing', message: 'web: 1 of 3 pods' } },
      [['health', /1 of 3/, /workload/]],
    ],
    [
      'it settles, and is apart',
      apart({ stage: 'Settling', resources: [scaled], health: { status: 'Degraded' } }),
      [
        ['drift', /web/, /heals/],
        ['health', /Degraded/, /workload/],
      ],
    ],
  ])('%s', (_, facts, expected) => {
    const reasons = reasonsNotSynced({ ...well, ...facts });
    expect(reasons.map(({ kind }) => kind)).toEqual(expected.map(([kind]) => kind));
    for (const [index, [, message, clearedBy]] of expected.entries()) {
      expect(reasons[index]!.message).toMatch(message);
      expect(reasons[index]!.clearedBy).toMatch(clearedBy);
    }
  });
});
