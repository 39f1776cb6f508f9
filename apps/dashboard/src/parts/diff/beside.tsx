import { useState } from 'react';
import { besideEachOther, folded, type Cell, type Row, type Section } from '../../model/beside.ts';
import { lineDiff } from '../../model/line-diff.ts';
import { useNarrow } from '../use-narrow.ts';
import { Unified } from './unified.tsx';

interface Props {
  readonly before: string;
  readonly after: string;
  /** What stands on the left and on the right. */
  readonly titles: readonly [before: string, after: string];
}

/** Two texts side by side, changes in the same row; one below the other where there is no room. */
export function Beside({ before, after, titles }: Props) {
  const narrow = useNarrow();
  const lines = lineDiff(before, after);
  if (narrow) return <Unified lines={lines} />;
  return (
    <table className="beside">
      <colgroup>
        <col className="beside-numbers" />
        <col />
        <col className="beside-numbers" />
        <col />
      </colgroup>
      <thead>
        <tr>
          {titles.map((title) => (
            <th key={title} scope="col" colSpan={2}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      {folded(besideEachOther(lines)).map((section, at) => (
        <Lines key={at} section={section} />
      ))}
    </table>
  );
}

function Lines({ section }: { readonly section: Section }) {
  const [open, setOpen] = useState(!section.folded);
  if (open)
    return (
      <tbody>
        {section.rows.map((row, at) => (
          <Line key={at} row={row} />
        ))}
      </tbody>
    );
  const count = section.rows.length;
  return (
    <tbody>
      <tr className="beside-fold">
        <td colSpan={4}>
          <button type="button" onClick={() => setOpen(true)}>
            ⋯ {count} lines that are the same
          </button>
        </td>
      </tr>
    </tbody>
  );
}

const Line = ({ row }: { readonly row: Row }) => (
  <tr className={row.kind === 'changed' ? 'beside-changed' : undefined}>
    <Side cell={row.before} side={row.kind === 'same' ? 'same' : 'gone'} />
    <Side cell={row.after} side={row.kind === 'same' ? 'same' : 'new'} />
  </tr>
);

const WORDS = { same: '', gone: 'removed: ', new: 'added: ' } as const;

function Side({ cell, side }: { readonly cell: Cell | undefined; readonly side: 'same' | 'gone' | 'new' }) {
  if (!cell) return <td className="beside-empty" colSpan={2} />;
  return (
    <>
      <td className={`beside-number beside-${side}`} aria-hidden="true">
        {cell.number}
      </td>
      <td className={`beside-text beside-${side}`}>
        <span className="hidden">{WORDS[side]}</span>
        <Text cell={cell} />
      </td>
    </>
  );
}

function Text({ cell: { text, marked } }: { readonly cell: Cell }) {
  if (!marked || marked[0] === marked[1]) return text;
  return (
    <>
      {text.slice(0, marked[0])}
      <mark>{text.slice(...marked)}</mark>
      {text.slice(marked[1])}
    </>
  );
}
