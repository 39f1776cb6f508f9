import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { treeOf, visibleRows, type TreeRow } from '../../model/resource-tree.ts';
import { healthStates, syncStates } from '../../model/tone.ts';
import { Ago } from '../../parts/ago.tsx';
import { Mark, StateWord } from '../../parts/mark.tsx';
import { Empty } from '../../parts/states.tsx';
import type { Resource } from './application.ts';

type Row = TreeRow<Resource>;

interface Props {
  readonly items: readonly Resource[];
  readonly chosen: string | undefined;
  readonly onChoose: (key: string) => void;
}

/** A WAI-ARIA tree: one stop for Tab, arrows move and open, Enter chooses. */
export function ResourceTree({ items, chosen, onChoose }: Props) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string>();
  const root = useRef<HTMLUListElement>(null);
  const rows = useMemo(() => visibleRows(treeOf(items), collapsed), [items, collapsed]);
  const current = rows.find((row) => row.node.key === (focused ?? chosen)) ?? rows[0];
  const focus = (key: string | undefined): void => {
    if (key === undefined) return;
    setFocused(key);
    root.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  };
  const toggle = (key: string, open: boolean): void =>
    setCollapsed((before) => (open ? new Set([...before].filter((each) => each !== key)) : new Set([...before, key])));
  const keys = (event: KeyboardEvent): void => {
    if (!current || !act(event.key, { current, rows, collapsed, focus, toggle, onChoose })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (rows.length === 0) return <Empty title="Nothing runs of it yet." />;
  return (
    <ul role="tree" aria-label="Resources" className="tree" ref={root} onKeyDown={keys}>
      {rows.map((row) => (
        <TreeLine
          key={row.node.key}
          row={row}
          open={!collapsed.has(row.node.key)}
          chosen={row.node.key === chosen}
          stop={row === current}
          onToggle={toggle}
          onFocus={setFocused}
          onChoose={onChoose}
        />
      ))}
    </ul>
  );
}

interface Acting {
  readonly current: Row;
  readonly rows: readonly Row[];
  readonly collapsed: ReadonlySet<string>;
  readonly focus: (key: string | undefined) => void;
  readonly toggle: (key: string, open: boolean) => void;
  readonly onChoose: (key: string) => void;
}

/** What a key does in a tree, after the WAI-ARIA practices; whether it did anything. */
function act(key: string, { current, rows, collapsed, focus, toggle, onChoose }: Acting): boolean {
  const at = rows.indexOf(current);
  const { node } = current;
  const open = node.children.length > 0 && !collapsed.has(node.key);
  const actions: Record<string, () => void> = {
    ArrowDown: () => focus(rows[at + 1]?.node.key),
    ArrowUp: () => focus(rows[at - 1]?.node.key),
    Home: () => focus(rows[0]?.node.key),
    End: () => focus(rows.at(-1)?.node.key),
    ArrowRight: () => (open ? focus(rows[at + 1]?.node.key) : toggle(node.key, true)),
    ArrowLeft: () => (open ? toggle(node.key, false) : focus(current.parent)),
    Enter: () => onChoose(node.key),
    ' ': () => onChoose(node.key),
  };
  actions[key]?.();
  return key in actions;
}

interface LineProps {
  readonly row: Row;
  readonly open: boolean;
  readonly chosen: boolean;
  readonly stop: boolean;
  readonly onToggle: (key: string, open: boolean) => void;
  readonly onFocus: (key: string) => void;
  readonly onChoose: (key: string) => void;
}

function TreeLine({ row, open, chosen, stop, onToggle, onFocus, onChoose }: LineProps) {
  const { node, level } = row;
  const { item } = node;
  const state = item.health ? healthStates[item.health.status] : undefined;
  const message = item.health?.message ?? item.message;
  return (
    <li
      role="treeitem"
      data-row
      data-key={node.key}
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.size}
      aria-selected={chosen}
      aria-expanded={node.children.length > 0 ? open : undefined}
      tabIndex={stop ? 0 : -1}
      className="tree-line"
      style={{ '--level': level - 1 } as React.CSSProperties}
      onFocus={() => onFocus(node.key)}
      onClick={() => onChoose(node.key)}
    >
      <span className="tree-object">
        <span
          className="tree-toggle"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onToggle(node.key, !open);
          }}
        >
          {node.children.length > 0 && (open ? '▾' : '▸')}
        </span>
        {state ? <Mark tone={state.tone} /> : <span className="mark no-mark" />}
        <span>
          <span className="tree-kind">{item.kind}</span> <span className="tree-name">{item.name}</span>
        </span>
      </span>
      <span className={state && state.tone !== 'done' ? `tree-message tone-${state.tone}` : 'tree-message quiet'}>
        {state && state.tone !== 'done' && <span>{state.word}</span>}{' '}
        {message && <span className="said">{message}</span>}
      </span>
      <span className="tree-sync">
        {item.managed && item.sync && item.sync !== 'SYNCED' && <StateWord state={syncStates[item.sync]} />}
      </span>
      <Ago at={item.createdAt} />
    </li>
  );
}
