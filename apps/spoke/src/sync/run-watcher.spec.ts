import type { Health } from '@wheelhouse/core-domain';
import { verdictOf } from './run-watcher.ts';

describe('verdictOf', () => {
  it.each<[string, Health | undefined, boolean, string]>([
    ['of a kind without health: done', undefined, false, 'well'],
    ['healthy: done', { status: 'Healthy' }, false, 'well'],
    ['degraded: failed', { status: 'Degraded' }, false, 'ill'],
    ['progressing: waited for', { status: 'Progressing' }, false, 'waits'],
    ['suspended: waited for', { status: 'Suspended' }, false, 'waits'],
    ['an object that nobody understands: waited for', { status: 'Unknown' }, false, 'waits'],
    ['a hook of a kind without health: done', undefined, true, 'well'],
    ['a hook that is healthy: done', { status: 'Healthy' }, true, 'well'],
    ['a hook that is degraded: failed', { status: 'Degraded' }, true, 'ill'],
    ['a hook that nobody understands: failed', { status: 'Unknown' }, true, 'ill'],
    ['a hook that runs: waited for', { status: 'Progressing' }, true, 'waits'],
    ['a hook that is suspended: waited for', { status: 'Suspended' }, true, 'waits'],
  ])('%s', (_, health, isHook, expected) => expect(verdictOf(health ? { health } : {}, isHook).kind).toBe(expected));

  it('says why it failed, or at least that it did', () => {
    expect(verdictOf({ health: { status: 'Degraded', message: 'BackoffLimitExceeded' } }, true)).toEqual({
      kind: 'ill',
      message: 'BackoffLimitExceeded',
    });
    expect(verdictOf({ health: { status: 'Degraded' } }, true)).toEqual({ kind: 'ill', message: 'it is Degraded' });
  });
});
