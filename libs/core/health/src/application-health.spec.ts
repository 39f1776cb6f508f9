import { healthStatuses } from '@wheelhouse/core-domain';
import type { HealthStatus, ObjectKey } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { applicationHealth } from './application-health.ts';
import type { ObjectHealth } from './application-health.ts';

const key = (kind: string, name = 'x', group = ''): ObjectKey => ({ group, kind, namespace: 'shop', name });
const of = (status: HealthStatus, kind = 'Pod'): ObjectHealth => ({ key: key(kind), health: { status } });

describe('applicationHealth', () => {
  it.each<[string, ObjectHealth[], object]>([
    ['no objects at all are healthy', [], { status: 'Healthy' }],
    ['objects without health do not count', [{ key: key('ConfigMap') }], { status: 'Healthy' }],
    [
      'the worst names itself',
      [of('Healthy'), of('Degraded')],
      { status: 'Degraded', message: 'Pod shop/x is Degraded' },
    ],
    [
      'the worst says why',
      [{ key: key('Pod'), health: { status: 'Progressing', message: 'Pending deletion' } }],
      { status: 'Progressing', message: 'Pod shop/x: Pending deletion' },
    ],
    [
      'a workload is known by its name',
      [
        {
          key: key('Deployment', 'web', 'apps'),
          health: { status: 'Progressing', message: '1 of 3 pods in CrashLoopBackOff' },
        },
      ],
      { status: 'Progressing', message: 'web: 1 of 3 pods in CrashLoopBackOff' },
    ],
    [
      'unknown is worse than degraded',
      [of('Degraded'), of('Unknown')],
      { status: 'Unknown', message: 'Pod shop/x is Unknown' },
    ],
    [
      'an object that asks for it is left out',
      [{ ...of('Degraded'), ignored: true }, of('Healthy')],
      { status: 'Healthy' },
    ],
    [
      'one missing object does not count',
      [{ key: key('Pod', 'gone'), missing: true }, of('Healthy')],
      { status: 'Healthy' },
    ],
    [
      'all missing is Missing',
      [
        { key: key('Pod'), missing: true },
        { key: key('ConfigMap'), missing: true },
      ],
      { status: 'Missing', message: 'none of 2 objects is in the cluster' },
    ],
    [
      'a child Application that is Unknown or Missing does not count',
      [{ key: key('Application', 'child', 'argoproj.io'), health: { status: 'Unknown' } }],
      { status: 'Healthy' },
    ],
    [
      'a child Application that is Degraded counts',
      [{ key: key('Application', 'child', 'wheelhouse.dev'), health: { status: 'Degraded' } }],
      { status: 'Degraded', message: 'Application shop/child is Degraded' },
    ],
  ])('%s', (_, objects, expected) => expect(applicationHealth(objects)).toEqual(expected));

  it('does not depend on the order, and is never better than any part', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...healthStatuses)), (statuses) => {
        const result = applicationHealth(statuses.map((status) => of(status))).status;
        expect(applicationHealth(statuses.toReversed().map((status) => of(status))).status).toBe(result);
        const rank = (status: HealthStatus) => healthStatuses.indexOf(status);
        expect(rank(result)).toBe(Math.max(0, ...statuses.map(rank)));
      }),
    );
  });
});
