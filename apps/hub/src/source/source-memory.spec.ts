import type { TreeChange } from '@wheelhouse/adapter-git';
import type { Commit } from '@wheelhouse/core-domain';
import { SourceMemory, type Dependence } from './source-memory.ts';

const url = 'https://git.example/shop';
const [a, b, c] = ['a', 'b', 'c'].map((one) => one.repeat(40) as Commit) as [Commit, Commit, Commit];
const change: TreeChange = { path: 'x', structural: false, directory: false };
const at = (commit: Commit | null, revision = 'main') => new Map([[revision, commit]]);
const compare = () => Promise.resolve([change]);

const dependence = (touched: Dependence<string>['touched']): Dependence<string> => ({
  revisions: [{ url, revision: 'main', commit: a }],
  touched,
  state: 'state',
});

function remembered(touched: Dependence<string>['touched']): SourceMemory<string> {
  const memory = new SourceMemory<string>();
  memory.remember('set', memory.begin('set'), dependence(touched));
  return memory;
}

describe('SourceMemory', () => {
  it.each<[string, Parameters<SourceMemory<string>['moved']>, readonly string[] | 'all' | 'untouched' | 'unknown']>([
    ['a commit that touches two parts', [url, at(b), compare], ['one', 'two']],
    ['the commit that it stands on', [url, at(a), compare], 'untouched'],
    ['another revision', [url, at(b, 'v1'), compare], 'untouched'],
    ['another repository', ['https://git.example/other', at(b), compare], 'untouched'],
    ['a revision that is gone', [url, at(null), compare], 'all'],
    ['commits that cannot be compared', [url, at(b), () => Promise.resolve(undefined)], 'all'],
  ])('%s', async (_, move, expected) => {
    const memory = remembered(() => ['one', 'two']);
    const moved = await memory.moved(...move);
    expect(moved.known.has('set')).toBe(true);
    expect(moved.all).toEqual(expected === 'all' ? ['set'] : []);
    expect(moved.parts).toEqual(Array.isArray(expected) ? ['set'] : []);
    expect(memory.resting('set') !== undefined).toBe(expected === 'untouched');
    const ids = memory.take('set')?.ids;
    expect(ids).toEqual(expected === 'all' ? undefined : expected === 'untouched' ? [] : expected);
  });

  it('tells who stands at a newer commit as it is', async () => {
    const memory = remembered(() => []);
    expect(await memory.moved(url, at(b), compare)).toMatchObject({ parts: [], all: [], same: ['set'] });
    expect(memory.resting('set')).toMatchObject({ commits: [{ commit: b }] });
    expect((await memory.moved(url, at(b), compare)).same).toEqual([]);
  });

  it('gives parts again until they are done, at the newest commits', async () => {
    const memory = remembered(() => ['one']);
    await memory.moved(url, at(b), compare);
    expect(memory.take('set')).toMatchObject({ ids: ['one'], commits: [{ commit: b }] });
    expect(memory.take('set')?.ids).toEqual(['one']);
    expect(memory.done('set', memory.take('set')!)).toBe(false);
    expect(memory.take('set')?.ids).toEqual([]);
  });

  it('looks again at a part that is at work, whatever a newer commit changed', async () => {
    const memory = remembered((_, changes) => (changes[0]?.path === 'x' ? ['one'] : []));
    await memory.moved(url, at(b), compare);
    const parts = memory.take('set')!;
    const moved = await memory.moved(url, at(c), () => Promise.resolve([{ ...change, path: 'y' }]));
    expect(moved.parts).toEqual(['set']);
    expect(memory.done('set', parts)).toBe(true);
    expect(memory.take('set')).toMatchObject({ ids: ['one'], commits: [{ commit: c }] });
  });

  it('looks again at what was made while a commit came that nobody judged it by', async () => {
    const memory = remembered(() => []);
    const parts = memory.take('set')!;
    await memory.moved(url, at(b), compare);
    expect(memory.done('set', parts, ['new'])).toBe(true);
    expect(memory.take('set')).toMatchObject({ ids: ['new'], commits: [{ commit: b }] });
    expect(memory.done('set', memory.take('set')!, ['newer'])).toBe(false);
  });

  it('remembers nothing that was read before a commit that nobody judged it by', async () => {
    const memory = new SourceMemory<string>();
    const begun = memory.begin('set');
    await memory.moved(url, at(b), compare);
    expect(
      memory.remember(
        'set',
        begun,
        dependence(() => []),
      ),
    ).toBe(false);
    expect(memory.has('set')).toBe(false);
  });

  it('remembers nothing that was read before it was to forget', () => {
    const memory = new SourceMemory<string>();
    const begun = memory.begin('set');
    memory.forget('set');
    memory.remember(
      'set',
      begun,
      dependence(() => []),
    );
    expect(memory.take('set')).toBeUndefined();
  });

  it('does not judge who was forgotten while commits were compared', async () => {
    const memory = remembered(() => []);
    const moved = await memory.moved(url, at(b), () => {
      memory.forget('set');
      return Promise.resolve([change]);
    });
    expect(moved.known.has('set')).toBe(false);
  });
});
