import { parseSyncWindow } from '@wheelhouse/core-domain';
import { nativeWindow, WindowBook } from '@wheelhouse/core-windows';
import { FlawMemory } from './window-flaws.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function window(name: string, spec: object) {
  const parsed = parseSyncWindow({ metadata: { name }, spec });
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return nativeWindow(parsed.value.value);
}

const target = (name: string) => ({
  ...{ project: 'shop', name, namespace: 'web', labels: {} },
  cluster: { names: ['dev'], labels: {}, timeZone: 'UTC' },
});

describe('what is odd about windows', () => {
  it('is told of the targets that were judged, and found out anew when there are others', () => {
    const book = new WindowBook([
      window('nights', { kind: 'allow', schedule: { cron: '0 22 * * *' }, duration: '6h' }),
      window('evenings', { kind: 'deny', schedule: { cron: '0 21 * * *' }, duration: '8h' }),
      window('over', { kind: 'deny', schedule: { from: '2020-01-01', to: '2020-02-01' } }),
    ]);
    const memory = new FlawMemory();
    expect(memory.of(book, NOW)).toEqual({ neverActive: ['over'], contradictions: [] });
    book.groupOf(target('web'));
    const flaws = memory.of(book, NOW);
    expect(flaws.contradictions).toMatchObject([{ allow: 'nights', deny: 'evenings', always: true }]);
    expect(memory.of(book, NOW + 1000)).toBe(flaws);
    expect(memory.of(book, NOW + 600_000)).not.toBe(flaws);
  });
});
