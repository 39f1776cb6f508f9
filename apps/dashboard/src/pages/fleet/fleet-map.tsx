import { useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import { ClustersDocument, ClustersPageDocument, type ClusterRowFragment } from '../../api/operations.generated.ts';
import { usePages, type Pages } from '../../api/use-pages.ts';
import { groupClusters, labelKeys } from '../../model/fleet-groups.ts';
import { clusterState, tones, type Tone } from '../../model/tone.ts';
import { FreshRows } from '../../parts/fresh-rows.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Aged, Empty, Failure, Loading } from '../../parts/states.tsx';
import { useNarrow } from '../../parts/use-narrow.ts';
import { FleetGrid } from './fleet-grid.tsx';
import { FleetList } from './fleet-list.tsx';
import { FleetTargets } from './fleet-targets.tsx';
import { FleetTiles } from './fleet-tiles.tsx';

const pageSize = 500;
/** Up to this many clusters are tiles with their names; more are cells. */
const tilesUpTo = 60;

function useAllClusters(): Pages<ClusterRowFragment> {
  const pages = usePages({
    query: ClustersDocument,
    subscription: ClustersPageDocument,
    variables: { first: pageSize, orderBy: { field: 'NAME', direction: 'ASC' } },
    pick: (data) => data.clusters,
  });
  const { hasMore, fetching, loadMore } = pages;
  useEffect(() => {
    if (hasMore && !fetching) loadMore();
  }, [hasMore, fetching, loadMore]);
  return pages;
}

/** Every cluster, grouped by a label that one chooses (`?by=region`). */
export function FleetMap() {
  const pages = useAllClusters();
  const narrow = useNarrow();
  const [search] = useSearchParams();
  if (!pages.loaded)
    return pages.error ? <Failure error={pages.error} retry={pages.refresh} /> : <Loading what="the clusters" />;
  if (pages.nodes.length === 0)
    return (
      <Empty title="No cluster has joined yet." command="npx wheelhouse cluster join NAME">
        Make a join token here or with the command, then start a spoke in the cluster with it.
      </Empty>
    );
  const keys = labelKeys(pages.nodes);
  const by = search.get('by') ?? keys.find((key) => key === 'env') ?? keys[0];
  const groups = groupClusters(pages.nodes, by === 'none' ? undefined : by);
  const small = pages.nodes.length <= tilesUpTo;
  const View = narrow ? FleetList : small ? FleetTiles : FleetGrid;
  return (
    <section className="fleet-map" aria-label="Clusters">
      <Aged asked={pages} retry={pages.refresh} />
      <div className="fleet-tools">
        <GroupBy keys={keys} by={by} />
        <FreshRows list={pages} />
      </div>
      <View groups={groups} by={by === 'none' ? undefined : by} />
      <Legend clusters={pages.nodes} total={pages.totalCount} />
      {small && !narrow && <FleetTargets />}
    </section>
  );
}

const GroupBy = ({ keys, by }: { readonly keys: readonly string[]; readonly by: string | undefined }) => (
  <nav className="group-by" aria-label="Group clusters by">
    <span className="quiet">by</span>
    {[...keys.slice(0, 6), 'none'].map((key) => (
      <Link key={key} to={`?by=${encodeURIComponent(key)}`} aria-current={key === by ? 'true' : undefined} replace>
        {key}
      </Link>
    ))}
  </nav>
);

const toneWords: Readonly<Record<Tone, string>> = {
  done: 'healthy',
  moving: 'moving',
  held: 'held or suspended',
  degraded: 'degraded',
  failed: 'failing or missing',
  unknown: 'away or unknown',
};

function Legend({ clusters, total }: { readonly clusters: readonly ClusterRowFragment[]; readonly total: number }) {
  const counts = new Map<Tone, number>();
  for (const cluster of clusters) {
    const { tone } = clusterState(cluster);
    counts.set(tone, (counts.get(tone) ?? 0) + 1);
  }
  return (
    <p className="legend">
      <span>
        <b>{total.toLocaleString('en-GB')}</b> {total === 1 ? 'cluster' : 'clusters'}
      </span>
      {tones
        .filter((tone) => counts.has(tone))
        .map((tone) => (
          <span key={tone} className={`tone-${tone}`}>
            <Mark tone={tone} size={10} /> {counts.get(tone)!.toLocaleString('en-GB')} {toneWords[tone]}
          </span>
        ))}
    </p>
  );
}
