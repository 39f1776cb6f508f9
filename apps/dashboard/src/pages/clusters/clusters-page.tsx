import { useSearchParams } from 'react-router';
import { ClustersDocument, ClustersPageDocument, type ClusterRowFragment } from '../../api/operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { pathOf } from '../../model/paths.ts';
import { clusterState } from '../../model/tone.ts';
import { Ago } from '../../parts/ago.tsx';
import { FreshRows } from '../../parts/fresh-rows.tsx';
import { LabelList } from '../../parts/label-list.tsx';
import { Mark, StateWord } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { Aged, Empty, Failure, Loading } from '../../parts/states.tsx';
import { VirtualTable, type Column } from '../../parts/table/virtual-table.tsx';

const columns: readonly Column<ClusterRowFragment>[] = [
  { id: 'name', title: 'Cluster', width: 'minmax(160px, 1.5fr)', cell: (row) => row.name },
  { id: 'health', title: 'State', width: '128px', cell: (row) => <StateWord state={clusterState(row)} /> },
  {
    id: 'connected',
    title: 'Spoke',
    width: '128px',
    cell: (row) => (
      <span className={row.connected ? 'state tone-done' : 'state tone-unknown'}>
        <Mark tone={row.connected ? 'done' : 'unknown'} />{' '}
        {row.connected ? 'connected' : row.joined ? 'away' : 'not joined'}
      </span>
    ),
  },
  { id: 'targets', title: 'Done', width: '96px', cell: ({ counts }) => `${counts.done} of ${counts.total}` },
  { id: 'labels', title: 'Labels', width: 'minmax(160px, 2fr)', cell: (row) => <LabelList labels={row.labels} /> },
  {
    id: 'version',
    title: 'Kubernetes',
    width: '88px',
    cell: (row) => row.kubernetesVersion ?? <span className="quiet">–</span>,
  },
  { id: 'seen', title: 'Heard', width: '64px', cell: (row) => <Ago at={row.lastSeenAt} /> },
];

export function ClustersPage() {
  const [params] = useSearchParams();
  const text = params.get('q') ?? '';
  const list = usePages({
    query: ClustersDocument,
    subscription: ClustersPageDocument,
    variables: { first: 200, filter: text ? { search: text } : {}, orderBy: { field: 'NAME', direction: 'ASC' } },
    pick: (data) => data.clusters,
  });
  return (
    <Page
      title="Clusters"
      fills
      aside={
        <>
          <FreshRows list={list} />
          <span className="quiet">{list.loaded && list.totalCount.toLocaleString('en-GB')}</span>
        </>
      }
    >
      <SearchBox text={text} label="Filter clusters by name" />
      {list.loaded && <Aged asked={list} retry={list.refresh} />}
      {!list.loaded &&
        (list.error ? <Failure error={list.error} retry={list.refresh} /> : <Loading what="the clusters" />)}
      {list.loaded && list.nodes.length === 0 && (
        <Empty
          title={text ? 'No cluster has such a name.' : 'No cluster has joined yet.'}
          command="npx wheelhouse cluster join NAME"
        >
          A cluster joins with a token: the command prints what to run in it.
        </Empty>
      )}
      {list.nodes.length > 0 && (
        <VirtualTable
          name="Clusters"
          columns={columns}
          rows={list.nodes}
          total={list.totalCount}
          href={(row) => pathOf.cluster(row.name)}
          title={(row) => row.name}
          gone={list.gone}
          hasMore={list.hasMore && !list.fetching}
          loadMore={list.loadMore}
        />
      )}
    </Page>
  );
}
