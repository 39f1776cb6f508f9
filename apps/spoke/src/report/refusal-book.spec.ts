import { MAX_REFUSAL_REASON } from '@wheelhouse/contract';
import { RefusalBook } from './refusal-book.ts';

const begin = () => {
  const clock = { now: 1_000_000 };
  return { clock, book: new RefusalBook(() => clock.now) };
};

describe('the book of refusals', () => {
  it('counts by kind, with the last reason and time', () => {
    const { book, clock } = begin();
    book.add('signature', 'generation 2 was not signed');
    clock.now += 5;
    book.add('signature', 'generation 3 was not signed');
    book.add('older', 'generation 1 is older than 2');
    expect(book.list()).toEqual([
      { kind: 'signature', count: 2, reason: 'generation 3 was not signed', at: 1_000_005, standing: true },
      { kind: 'older', count: 1, reason: 'generation 1 is older than 2', at: 1_000_005, standing: true },
    ]);
  });

  it('stands until the hub’s word was taken again; the count stays', () => {
    const { book } = begin();
    book.add('signature', 'x');
    book.settle();
    expect(book.list()).toMatchObject([{ kind: 'signature', count: 1, standing: false }]);
    book.add('signature', 'x');
    expect(book.list()).toMatchObject([{ kind: 'signature', count: 2, standing: true }]);
  });

  it('does not stand for a delta, which the whole makes good, nor for a blob, of which its target tells', () => {
    const { book } = begin();
    book.add('delta', 'x');
    book.add('blob', 'x');
    expect(book.list().map(({ standing }) => standing)).toEqual([false, false]);
  });

  it('tells of a thousand equal ones once, again after a minute, and of another reason after a second', () => {
    const { book, clock } = begin();
    const told = () => Array.from({ length: 1000 }, () => book.add('older', 'x')).filter(Boolean).length;
    expect(told()).toBe(1);
    clock.now += 60_000;
    expect(told()).toBe(1);
    expect(book.add('older', 'y')).toBe(false);
    clock.now += 1_000;
    expect(book.add('older', 'z')).toBe(true);
    expect(book.list()[0]?.count).toBe(2002);
  });

  it('cuts a reason that is long', () => {
    const { book } = begin();
    book.add('headers', 'x'.repeat(100_000));
    expect(book.list()[0]?.reason).toHaveLength(MAX_REFUSAL_REASON);
  });
});
