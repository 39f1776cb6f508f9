import { Link } from 'react-router';
import type { ClusterRowFragment, CountsFieldsFragment } from '../../api/operations.generated.ts';
import { countsOnRungs, rungs } from '../../model/ladder.ts';
import { pathOf } from '../../model/paths.ts';
import { clusterState } from '../../model/tone.ts';
import { Ago } from '../../parts/ago.tsx';
import { Mark } from '../../parts/mark.tsx';
import type { FleetViewProps } from './view-props.ts';

/** A small fleet: each cluster a tile with its name and what stands in it. */
export const FleetTiles = ({ groups, by }: FleetViewProps) => (
  <div className="tiles">
    {groups.map((group) => (
      <section
        key={group.label}
        className="tile-group"
        style={{ flexGrow: group.clusters.length, flexBasis: Math.min(group.clusters.length, 4) * 232 }}
      >
        {by && (
          <h2>
            {group.label} <span className="quiet">{group.clusters.length}</span>
          </h2>
        )}
        <ul>
          {group.clusters.map((cluster) => (
            <li key={cluster.id}>
              <Tile cluster={cluster} />
            </li>
          ))}
        </ul>
      </section>
    ))}
  </div>
);

function Tile({ cluster }: { readonly cluster: ClusterRowFragment }) {
  const state = clusterState(cluster);
  return (
    <Link to={pathOf.cluster(cluster.name)} className={`tile tile-${state.tone}`} data-row>
      <span className="tile-name">
        <Mark tone={state.tone} size={14} /> {cluster.name}
      </span>
      <span className={`tone-${state.tone}`}>{state.word}</span>
      <Rungs counts={cluster.counts} />
      <span className="tile-counts">
        <span>
          {cluster.counts.done} of {cluster.counts.total} done
        </span>
        {cluster.connected ? (
          <span className="quiet">{cluster.kubernetesVersion}</span>
        ) : (
          cluster.lastSeenAt && (
            <span className="quiet">
              heard <Ago at={cluster.lastSeenAt} suffix />
            </span>
          )
        )}
      </span>
    </Link>
  );
}

/** How far the cluster's targets are, as five small bars; the words beside it say the same. */
function Rungs({ counts }: { readonly counts: CountsFieldsFragment }) {
  const on = countsOnRungs(counts);
  return (
    <span className="tile-rungs" aria-hidden="true">
      {rungs.map((rung) => (
        <span key={rung}>
          <span style={{ inlineSize: counts.total ? `${(100 * on[rung]) / counts.total}%` : 0 }} />
        </span>
      ))}
    </span>
  );
}
