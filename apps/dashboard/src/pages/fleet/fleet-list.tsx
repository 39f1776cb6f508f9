import { Link } from 'react-router';
import type { ClusterGroup } from '../../model/fleet-groups.ts';
import { pathOf } from '../../model/paths.ts';
import { clusterState, tones } from '../../model/tone.ts';
import { StateWord } from '../../parts/mark.tsx';
import type { FleetViewProps } from './view-props.ts';

/** Of a group, the clusters that are not simply well are worth a line on a phone; of a small group all are. */
const shownUpTo = 8;

/** The fleet on a narrow page: the groups, each with its proportions and with the clusters that want attention. */
export const FleetList = ({ groups }: FleetViewProps) => (
  <div className="fleet-list">
    {groups.map((group) => (
      <Group key={group.label} group={group} />
    ))}
  </div>
);

function Group({ group }: { readonly group: ClusterGroup }) {
  const states = group.clusters.map((cluster) => ({ cluster, state: clusterState(cluster) }));
  const shown = group.clusters.length <= shownUpTo ? states : states.filter(({ state }) => state.tone !== 'done');
  return (
    <section>
      <h2>
        {group.label} <span className="quiet">{group.clusters.length}</span>
      </h2>
      <span className="proportion" aria-hidden="true">
        {tones.map((tone) => (
          <span
            key={tone}
            className={`fill-${tone}`}
            style={{ flexGrow: states.filter(({ state }) => state.tone === tone).length }}
          />
        ))}
      </span>
      <ul>
        {shown.slice(0, 50).map(({ cluster, state }) => (
          <li key={cluster.id}>
            <Link to={pathOf.cluster(cluster.name)} data-row>
              {cluster.name}
            </Link>
            <StateWord state={state} />
          </li>
        ))}
      </ul>
      {shown.length < group.clusters.length && (
        <p className="quiet">{group.clusters.length - shown.length} are healthy</p>
      )}
    </section>
  );
}
