import { startFleet, type Fleet } from './fleet.ts';
import { runSeed } from './run-seed.ts';

/** CI's share; `npm run test:faults` runs as many as one likes. */
const SEEDS = Array.from({ length: 24 }, (_, index) => index + 1);

describe('a fleet under faults is as Git and the orders say', () => {
  let fleet: Fleet | undefined;

  afterAll(() => fleet?.stop());

  it.each(SEEDS)('seed %d', async (seed) => {
    fleet ??= await startFleet({ keep: false });
    const { problems } = await runSeed(fleet, seed);
    // What a failed seed left behind is no business of the next one.
    if (problems.length > 0) fleet = await fleet.stop().then(() => undefined);
    expect(problems).toEqual([]);
  });
});
