import { digestText, identityText, type ClusterId, type Commit, type Problem } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { planRelease, releaseOf, type Assignment, type DesiredApplication, type Release } from './index.ts';

const commit = (text: string): Commit => digestText(text).slice(0, 40) as Commit;
const cluster = (name: string): ClusterId => name.padEnd(16, 'a') as ClusterId;

const app = (name: string, more: Partial<Assignment> = {}): Assignment => ({
  identity: { project: 'default', namespace: 'argocd', name },
  cluster: cluster('dev'),
  bundle: digestText('bundle 1'),
  spec: digestText('spec 1'),
  revision: commit('one'),
  ...more,
});
const apps = (count: number): Assignment[] =>
  Array.from({ length: count }, (_, i) => app(`app-${String(i).padStart(3, '0')}`));
const broken: Problem = { code: 'RENDER_FAILED', message: 'it is broken' };
const failed = (name: string): DesiredApplication => ({ identity: app(name).identity, problems: [broken] });
const names = (all: readonly { identity: { name: string } }[]): string[] => all.map((one) => one.identity.name);

describe('the difference', () => {
  it('says what is created, changed, moved, unchanged, kept and withdrawn', () => {
    const previous = releaseOf(
      ['same', 'newer', 'changed', 'spec', 'moved', 'broken', 'gone'].map((name) => app(name)),
    );
    const {
      difference,
      release,
      held,
      failed: failures,
    } = planRelease(previous, [
      app('same'),
      app('newer', { revision: commit('two') }),
      app('changed', { bundle: digestText('bundle 2') }),
      app('spec', { spec: digestText('spec 2') }),
      app('moved', { cluster: cluster('prod') }),
      app('new'),
      failed('broken'),
      failed('never-rendered'),
    ]);
    expect(names(difference.created)).toEqual(['new']);
    expect(difference.changed.map(({ to }) => to.identity.name)).toEqual(['changed', 'spec']);
    expect(difference.moved.map(({ from, to }) => [from.cluster, to.cluster])).toEqual([
      [cluster('dev'), cluster('prod')],
    ]);
    expect(names(difference.unchanged)).toEqual(['newer', 'same']);
    expect(names(difference.kept)).toEqual(['broken']);
    expect(names(difference.withdrawn)).toEqual(['gone']);
    expect(names(release.assignments)).toEqual(['broken', 'changed', 'moved', 'new', 'newer', 'same', 'spec']);
    expect(names(failures)).toEqual(['broken', 'never-rendered']);
    expect(held).toBeUndefined();
  });

  it('leaves out all Applications of one identity, and keeps the live one as it is', () => {
    const live = app('twin');
    const twins = [app('twin', { bundle: digestText('x') }), app('twin', { bundle: digestText('y') }), app('twin')];
    const plan = planRelease(releaseOf([live, app('other')]), [...twins, app('other')]);
    expect(plan.release.assignments).toEqual([app('other'), live]);
    expect(plan.failed).toMatchObject([{ problems: [{ code: 'DUPLICATE_NAME', where: 'default/argocd/twin' }] }]);
    expect(plan.failed[0]!.problems).toHaveLength(1);
    expect(planRelease(undefined, twins).release.assignments).toEqual([]);
  });
});

describe('the guardrail', () => {
  it.each<[string, number, number, boolean]>([
    ['holds the withdrawal of the only one', 1, 0, true],
    ['holds the withdrawal of all of few', 3, 0, true],
    ['holds the withdrawal of all of many', 100, 0, true],
    ['lets one of two go', 2, 1, false],
    ['lets three of four go', 4, 1, false],
    ['holds four of ten', 10, 6, true],
    ['lets ten of a hundred go: exactly a tenth', 100, 90, false],
    ['holds eleven of a hundred', 100, 89, true],
    ['lets nothing of nothing go', 0, 0, false],
  ])('%s', (_, before, after, isHeld) => {
    const previous = releaseOf(apps(before));
    expect(planRelease(previous, apps(before).slice(0, after)).held !== undefined).toBe(isHeld);
  });

  it('counts Applications that leave for another cluster, and says which', () => {
    const previous = releaseOf(apps(20));
    const { held } = planRelease(
      previous,
      apps(20).map((one, i) => (i < 4 ? { ...one, cluster: cluster('prod') } : one)),
    );
    expect(held).toMatchObject({ code: 'GUARDRAIL' });
    expect(held!.message).toBe('4 of 20 Applications would leave their clusters: app-000, app-001, app-002, app-003');
    expect(held!.hint).toContain('confirm');
  });

  it('names ten and counts the rest', () => {
    expect(planRelease(releaseOf(apps(30)), []).held!.message).toMatch(/app-009 and 20 more$/);
  });

  it('lets go what a person confirmed, and nothing else', () => {
    const previous = releaseOf(apps(20));
    const first = planRelease(previous, apps(10));
    const confirmed = first.difference.digest;
    expect(planRelease(previous, apps(10), { confirmed }).held).toBeUndefined();
    expect(planRelease(previous, apps(9), { confirmed }).held).toBeDefined();
    const busy = apps(10).map((one) => ({ ...one, bundle: digestText('bundle 2') }));
    expect(planRelease(previous, [...busy, app('new')], { confirmed }).held).toBeUndefined();
  });

  it('keeps what would leave as it was, and lets the rest go on', () => {
    const previous = releaseOf(apps(20));
    const newer = apps(14).map((one) => ({ ...one, bundle: digestText('bundle 2') }));
    const away = { ...apps(20)[14]!, cluster: cluster('prod'), bundle: digestText('bundle 2') };
    const plan = planRelease(previous, [...newer, away, app('new')]);
    expect(plan.held).toBeDefined();
    expect(plan.release).toEqual(releaseOf([...newer, app('new'), ...apps(20).slice(14)]));
    const { digest } = plan.difference;
    expect(planRelease(plan.release, [...newer, away, app('new')]).difference.digest).toBe(digest);
    const confirmed = planRelease(plan.release, [...newer, away, app('new')], { confirmed: digest });
    expect(confirmed.held).toBeUndefined();
    expect(confirmed.release).toEqual(releaseOf([...newer, away, app('new')]));
  });

  it('goes on holding what it held, however many Applications came since', () => {
    const renamed = [app('new-0'), app('new-1')];
    const { release, held } = planRelease(releaseOf(apps(2)), renamed);
    expect(held).toBeDefined();
    expect(release.assignments).toHaveLength(4);
    expect(planRelease(release, renamed).held).toBeUndefined();
    const stillHeld = new Set(['app-000', 'app-001']);
    expect(planRelease(release, renamed, { stillHeld }).held).toBeDefined();
    expect(planRelease(release, [...renamed, ...apps(2)], { stillHeld }).held).toBeUndefined();
  });

  it('obeys its settings', () => {
    const guardrail = { maxWithdrawnPercent: 50, maxWithdrawn: 0 };
    expect(planRelease(releaseOf(apps(4)), apps(2), { guardrail }).held).toBeUndefined();
    expect(planRelease(releaseOf(apps(4)), apps(1), { guardrail }).held).toBeDefined();
  });

  it('never counts a failed Application as withdrawn, even where all of them fail', () => {
    const plan = planRelease(
      releaseOf(apps(50)),
      apps(50).map((one) => failed(one.identity.name)),
    );
    expect(plan.held).toBeUndefined();
    expect(plan.release).toEqual(releaseOf(apps(50)));
    expect(plan.difference.kept).toHaveLength(50);
  });
});

describe('laws', () => {
  const name = fc.constantFrom(...'abcdefghijkl');
  const assignment = fc
    .record({ name, bundle: fc.nat(3), spec: fc.nat(1), at: fc.constantFrom('dev', 'prod'), revision: fc.nat(2) })
    .map(({ name: called, bundle, spec, at, revision }) =>
      app(called, {
        bundle: digestText(`b${bundle}`),
        spec: digestText(`s${spec}`),
        cluster: cluster(at),
        revision: commit(`c${revision}`),
      }),
    );
  const assignments = fc.uniqueArray(assignment, { selector: (one) => one.identity.name });
  const desired: fc.Arbitrary<DesiredApplication[]> = fc.uniqueArray(
    fc.oneof({ weight: 4, arbitrary: assignment }, name.map(failed)),
    { selector: (one: DesiredApplication) => one.identity.name },
  );
  const release: fc.Arbitrary<Release | undefined> = fc.option(assignments.map(releaseOf), { nil: undefined });

  it('the order of what is desired does not matter', () => {
    fc.assert(
      fc.property(release, desired, (previous, wanted) => {
        expect(planRelease(previous, [...wanted].reverse())).toEqual(planRelease(previous, wanted));
      }),
    );
  });

  it('a second time nothing happens', () => {
    fc.assert(
      fc.property(release, assignments, (previous, wanted) => {
        const { digest } = planRelease(previous, wanted).difference;
        const first = planRelease(previous, wanted, { confirmed: digest });
        const second = planRelease(first.release, wanted);
        expect(second.release).toEqual(first.release);
        expect(second.difference).toMatchObject({ created: [], changed: [], moved: [], withdrawn: [], kept: [] });
        expect(second.held).toBeUndefined();
      }),
    );
  });

  it('every Application before or wanted is in exactly one part, and only one that is not wanted is withdrawn', () => {
    fc.assert(
      fc.property(release, desired, (previous, wanted) => {
        const { difference, failed: failures } = planRelease(previous, wanted);
        const { created, changed, moved, unchanged, kept, withdrawn } = difference;
        const tos = [...changed, ...moved].map(({ to }) => to);
        const found = [...created, ...tos, ...unchanged, ...kept, ...withdrawn].map((one) =>
          identityText(one.identity),
        );
        const before = previous?.assignments.map((one) => identityText(one.identity)) ?? [];
        const unsent = failures.map((one) => identityText(one.identity)).filter((one) => !before.includes(one));
        const all = new Set([...before, ...wanted.map((one) => identityText(one.identity))]);
        expect([...found, ...unsent].sort()).toEqual([...all].sort());
        const asked = new Set(wanted.map((one) => one.identity.name));
        expect(withdrawn.filter((one) => asked.has(one.identity.name))).toEqual([]);
      }),
    );
  });

  it('the Release is the one before plus the difference, without what is held', () => {
    fc.assert(
      fc.property(release, desired, (previous, wanted) => {
        const { difference, release: next, held } = planRelease(previous, wanted);
        const { created, changed, moved, unchanged, kept, withdrawn } = difference;
        const tos = changed.map(({ to }) => to);
        const leaving = held ? [...withdrawn, ...moved.map(({ from }) => from)] : moved.map(({ to }) => to);
        expect(releaseOf([...created, ...tos, ...unchanged, ...kept, ...leaving])).toEqual(next);
      }),
    );
  });
});
