import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { Link } from 'react-router';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** A track of `grid-template-columns`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
  /** What a click on the heading sorts by; absent where one cannot. */
  readonly sort?: string;
}

interface Props<Row> {
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly total: number;
  readonly href: (row: Row) => string;
  readonly title: (row: Row) => string;
  readonly gone?: ReadonlySet<string>;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly sort?: { readonly by: string; readonly descending: boolean };
  readonly onSort?: (by: string) => void;
}

/** A table that draws only the rows in sight. The first column is the row's link; `j` and `k` move between rows. */
export function VirtualTable<Row extends { readonly id: string }>(props: Props<Row>) {
  const { rows, columns, hasMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (matchMedia('(max-width: 720px)').matches ? 60 : 32),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const more = useEffectEvent(props.loadMore);
  useEffect(() => {
    if (hasMore && last >= rows.length - 40) more();
  }, [hasMore, last, rows.length]);
  const template = { '--columns': columns.map((column) => column.width).join(' ') } as React.CSSProperties;
  return (
    <div className="table-scroller" ref={scroller} style={template}>
      <div role="table" aria-label={props.name} aria-rowcount={props.total + 1} className="table">
        <HeadRow {...props} />
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              data-index={item.index}
              ref={virtual.measureElement}
              className={props.gone?.has(rows[item.index]!.id) ? 'table-row gone' : 'table-row'}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Cells {...props} row={rows[item.index]!} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function Cells<Row>({ columns, row, href, title }: Props<Row> & { readonly row: Row }) {
  return columns.map((column, i) => (
    <div role="cell" key={column.id} className={`cell cell-${column.id}`}>
      {i === 0 ? (
        <Link to={href(row)} data-row className="row-link" title={title(row)}>
          {column.cell(row)}
        </Link>
      ) : (
        column.cell(row)
      )}
    </div>
  ));
}

function HeadRow<Row>({ columns, sort, onSort }: Props<Row>) {
  const direction = (column: Column<Row>) =>
    column.sort && sort?.by === column.sort ? (sort.descending ? 'descending' : 'ascending') : undefined;
  return (
    <div role="rowgroup" className="table-head">
      <div role="row" aria-rowindex={1} className="table-row">
        {columns.map((column) => (
          <div role="columnheader" key={column.id} aria-sort={direction(column)} className={`cell cell-${column.id}`}>
            {column.sort && onSort ? (
              <button type="button" onClick={() => onSort(column.sort!)}>
                {column.title}
                <span aria-hidden="true">
                  {direction(column) === 'ascending' ? ' ↑' : direction(column) === 'descending' ? ' ↓' : ''}
                </span>
              </button>
            ) : (
              column.title
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
