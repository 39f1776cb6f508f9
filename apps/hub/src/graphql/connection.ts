import type { Page } from '@wheelhouse/adapter-postgres';

/** A Relay connection of a page; `count` is called only where a query selects `totalCount`. */
export const toConnection = <Row, Node>(
  page: Page<Row>,
  describe: (row: Row) => Node,
  count: () => Promise<number>,
) => {
  const nodes = page.rows.map(describe);
  return {
    nodes,
    edges: nodes.map((node, i) => ({ node, cursor: page.cursors[i]! })),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: page.cursors[0] ?? null,
      endCursor: page.cursors.at(-1) ?? null,
    },
    count,
  };
};

/** The arguments that every list takes. */
export interface ListArguments<Filter, Order> {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  filter?: Filter | null;
  orderBy?: Order | null;
}

/** What `toConnection` gives, as a parent. */
export interface Counted {
  count(): Promise<number>;
}
