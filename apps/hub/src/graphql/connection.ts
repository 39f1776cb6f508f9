import type { Page } from '@wheelhouse/adapter-postgres';

/** A Relay connection of a page; `totalCount` is asked for lazily, only where a query selects it. */
export const toConnection = <Row, Node>(
  page: Page<Row>,
  describe: (row: Row) => Node,
  totalCount: () => Promise<number>,
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
    totalCount,
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
