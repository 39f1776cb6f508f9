import { Link } from 'react-router';
import type { ClusterRowFragment } from '../../api/operations.generated.ts';
import { pathOf } from '../../model/paths.ts';
import { clusterState } from '../../model/tone.ts';
import { Mark } from '../../parts/mark.tsx';
import type { FleetViewProps } from './view-props.ts';

/** A small fleet: each cluster a tile with its name and what stands in it. */
export const FleetTiles = ({ groups, by }: FleetViewProps) => (
  <div className="tiles">
    {groups.map((group) => (
      <section key={group.label} className="tile-group">
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
      <span className="tile-counts">
        {cluster.counts.done} of {cluster.counts.total} done
      </span>
    </Link>
  );
}
