import fc from 'fast-check';
import { countsOnRungs, rungs, stepsOf } from './ladder.ts';

describe('the ladder of one target', () => {
  it.each([
    ['a change that the hub still renders stands on the first rung', 'NOT_SENT', 1, 'published'],
    ['a closed gate holds it before admitted', 'HELD', 2, 'admitted'],
    ['on its way it waits for applied', 'IN_FLIGHT', 3, 'applied'],
    ['applied and not yet well, it waits for healthy', 'SETTLING', 4, 'healthy'],
    ['done has no current rung', 'DONE', 5, undefined],
  ] as const)('%s', (_, stage, count, current) => {
    const steps = stepsOf(stage, { desired: 'b7e41d0', healthy: null });
    expect(steps.filter((step) => step.reached)).toHaveLength(count);
    expect(steps.find((step) => step.current)?.name).toBe(current);
  });

  it('shows no revision where there is none', () => {
    expect(stepsOf('NOT_SENT', { desired: 'b7e41d0', published: null })[1]?.revision).toBeUndefined();
  });
});

describe('the ladder of many targets', () => {
  const count = fc.nat(10_000);
  it('never widens towards healthy, and ends with what is done', () => {
    fc.assert(
      fc.property(count, count, count, count, count, (done, settling, inFlight, held, notSent) => {
        const total = done + settling + inFlight + held + notSent;
        const on = countsOnRungs({ total, settling, inFlight, held, notSent });
        expect(on.healthy).toBe(done);
        expect(rungs.map((rung) => on[rung])).toEqual(rungs.map((rung) => on[rung]).sort((a, b) => b - a));
      }),
    );
  });
});
