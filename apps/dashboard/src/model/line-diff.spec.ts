import fc from 'fast-check';
import { aroundChanges, lineDiff } from './line-diff.ts';

const shown = (before: string, after: string): string =>
  lineDiff(before, after)
    .map(({ kind, text }) => ({ same: ' ', gone: '-', new: '+' })[kind] + text)
    .join('|');

describe('the lines of two texts', () => {
  it.each([
    ['equal texts', 'a\nb\n', 'a\nb\n', ' a| b'],
    ['nothing before', '', 'a\n', '+a'],
    ['nothing after', 'a\n', '', '-a'],
    ['a changed line', 'a\nb\nc\n', 'a\nx\nc\n', ' a|-b|+x| c'],
    ['a line more', 'a\nc\n', 'a\nb\nc\n', ' a|+b| c'],
    ['a line less', 'a\nb\nc\n', 'a\nc\n', ' a|-b| c'],
    ['what is common in between', 'x\na\ny\nb\n', 'a\nz\nb\n', '-x| a|-y|+z| b'],
  ])('%s', (_, before, after, expected) => {
    expect(shown(before, after)).toBe(expected);
  });

  it('give both texts again', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const lines = lineDiff(before.join('\n'), after.join('\n'));
        const side = (without: string): string[] =>
          lines.filter(({ kind }) => kind !== without).map(({ text }) => text);
        expect([side('new'), side('gone')]).toEqual([before, after]);
      }),
    );
  });

  it('stay readable where too many differ', () => {
    const many = (word: string): string => Array.from({ length: 1_200 }, (_, at) => `${word}${at}`).join('\n');
    const lines = lineDiff(many('a'), many('b'));
    expect(lines.map(({ kind }) => kind).join('')).toBe('gone'.repeat(1_200) + 'new'.repeat(1_200));
  });

  it('can be read around what changed', () => {
    const text = (middle: string): string => ['1', '2', '3', '4', '5', middle, '7', '8', '9', '10'].join('\n');
    const lines = aroundChanges(lineDiff(text('6'), text('x')), 1);
    expect(lines.map((line) => line?.text)).toEqual([undefined, '5', '6', 'x', '7', undefined]);
  });
});
