import { edgeWord, endlessWord, windowState } from './window-state.ts';

const window = { kind: 'DENY', active: true, emergency: false, problem: null, until: '2026-11-21T18:00:00Z' } as const;

describe('what a window does now', () => {
  it.each([
    ['an open allow', { kind: 'ALLOW' }, 'open', 'until', undefined],
    ['a shut allow', { kind: 'ALLOW', active: false }, 'closed', 'opens', undefined],
    ['an active deny', {}, 'closes', 'until', undefined],
    ['a deny to come', { active: false }, 'not active', 'from', undefined],
    ['a deny that is over', { active: false, until: null }, 'not active', undefined, 'never again'],
    ['a freeze without an end', { emergency: true, until: null }, 'frozen', undefined, 'until it is deleted'],
    ['an exception', { kind: 'EXCEPT' }, 'lets pass', 'until', undefined],
    [
      "one in the clusters' time",
      { active: null, until: null },
      'by cluster',
      undefined,
      'in the time of each cluster',
    ],
    ['one that cannot be judged', { problem: 'x', until: null, active: false }, 'blocks', undefined, undefined],
  ] as const)('%s', (_, change, word, edge, endless) => {
    const given = { ...window, ...change };
    expect([windowState(given).word, edgeWord(given), endlessWord(given)]).toEqual([word, edge, endless]);
  });
});
