import type { HealthStatus } from '../api/operations.generated.ts';
import { clusterState } from './tone.ts';

const cluster = (health: HealthStatus = 'HEALTHY', counts = {}, more = {}) => ({
  joined: true,
  connected: true,
  health,
  counts: { total: 8, done: 8, held: 0, failing: 0, ...counts },
  ...more,
});

describe('the state of a cluster is the worst that is true of it', () => {
  it.each([
    ['all well', cluster(), 'done', 'healthy'],
    ['nothing to run is well too', cluster('HEALTHY', { total: 0, done: 0 }), 'done', 'no targets'],
    ['one target on its way', cluster('HEALTHY', { done: 7 }), 'moving', 'moving'],
    ['a closed gate', cluster('HEALTHY', { done: 6, held: 2 }), 'held', '2 held'],
    ['a degraded target', cluster('DEGRADED', { done: 7 }), 'degraded', 'degraded'],
    ['a failing target before a degraded one', cluster('DEGRADED', { failing: 1 }), 'failed', '1 failing'],
    ['away before what was last known', cluster('DEGRADED', {}, { connected: false }), 'unknown', 'away'],
    ['never joined', cluster('HEALTHY', {}, { joined: false, connected: false }), 'unknown', 'not joined'],
  ])('%s', (_, facts, tone, word) => {
    expect(clusterState(facts)).toEqual({ tone, word });
  });
});
