import { Link } from 'react-router';
import type { ApplicationRowFragment } from '../api/operations.generated.ts';
import type { Pages } from '../api/use-pages.ts';
import { pathOf } from '../model/paths.ts';
import { healthStates, syncStates } from '../model/tone.ts';
import { Ago } from './ago.tsx';
import { Commit } from './commit.tsx';
import { LadderMini } from './ladder.tsx';
import { StateWord } from './mark.tsx';
import { VirtualTable, type Column } from './table/virtual-table.tsx';

type Row = ApplicationRowFragment;

const columns: readonly Column<Row>[] = [
  { id: 'name', title: 'Application', width: 'minmax(180px, 2.2fr)', sort: 'NAME', cell: (row) => row.name },
  {
    id: 'cluster',
    title: 'Cluster',
    width: 'minmax(120px, 1.4fr)',
    sort: 'CLUSTER',
    cell: ({ cluster }) =>
      cluster ? <Link to={pathOf.cluster(cluster.name)}>{cluster.name}</Link> : <span className="quiet">none</span>,
  },
  { id: 'project', title: 'Project', width: 'minmax(80px, 0.8fr)', sort: 'PROJECT', cell: (row) => row.project },
  { id: 'stage', title: 'Ladder', width: '112px', sort: 'STAGE', cell: (row) => <LadderMini stage={row.stage} /> },
  {
    id: 'sync',
    title: 'Sync',
    width: '104px',
    sort: 'SYNC',
    cell: ({ sync }) => <StateWord state={syncStates[sync.status]} title={sync.reason} />,
  },
  {
    id: 'health',
    title: 'Health',
    width: '112px',
    sort: 'HEALTH',
    cell: ({ health }) => <StateWord state={healthStates[health.status]} title={health.message} />,
  },
  { id: 'revision', title: 'Revision', width: '72px', cell: (row) => <Commit id={row.revisions.desired} /> },
  { id: 'updated', title: 'Updated', width: '64px', sort: 'UPDATED_AT', cell: (row) => <Ago at={row.updatedAt} /> },
];

interface Props {
  readonly list: Pages<Row>;
  readonly sort?: { readonly by: string; readonly descending: boolean };
  readonly onSort?: (by: string) => void;
  /** Columns to leave out: what the page already says, or has no room for. */
  readonly without?: readonly string[];
}

export const ApplicationsTable = ({ list, sort, onSort, without }: Props) => (
  <VirtualTable
    name="Applications"
    columns={columns.filter((column) => !without?.includes(column.id))}
    rows={list.nodes}
    total={list.totalCount}
    href={pathOf.application}
    title={(row) => `${row.project} / ${row.namespace} / ${row.name}`}
    gone={list.gone}
    hasMore={list.hasMore && !list.fetching}
    loadMore={list.loadMore}
    {...(sort && { sort })}
    {...(onSort && { onSort })}
  />
);
