import { useParams } from 'react-router';
import {
  ApplicationsDocument,
  ApplicationsPageDocument,
  ClusterDocument,
  ClustersPageDocument,
  EventsDocument,
  EventsPageDocument,
  type ClusterQuery,
} from '../../api/operations.generated.ts';
import { useHeard, useLiveQuery } from '../../api/use-live.ts';
import { usePages } from '../../api/use-pages.ts';
import { clusterState } from '../../model/tone.ts';
import { Ago } from '../../parts/ago.tsx';
import { ApplicationsTable } from '../../parts/applications-table.tsx';
import { CountsLine } from '../../parts/counts-line.tsx';
import { EventList } from '../../parts/event-list.tsx';
import { Facts } from '../../parts/facts.tsx';
import { FreshRows } from '../../parts/fresh-rows.tsx';
import { LabelList } from '../../parts/label-list.tsx';
import { LadderOfCounts } from '../../parts/ladder.tsx';
import { Manifest } from '../../parts/manifest.tsx';
import { StateWord } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { Aged, Empty, Failure, Loading } from '../../parts/states.tsx';
import { UrlTabs } from '../../parts/url-tabs.tsx';
import { NotFound } from '../not-found.tsx';
import { JoinCluster } from './join-cluster.tsx';

type Cluster = NonNullable<ClusterQuery['cluster']>;

export function ClusterPage() {
  const { name = '' } = useParams();
  const asked = useLiveQuery(ClusterDocument, { name });
  useHeard(ClustersPageDocument, { first: 1, filter: { name: [name] } }, () => undefined);
  const cluster = asked.data?.cluster;
  if (asked.data && !cluster) return <NotFound what="cluster" name={name} />;
  if (!cluster)
    return (
      <Page title={name}>
        {asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what={name} />}
      </Page>
    );
  return (
    <Page title={name} above="Cluster" aside={<StateWord state={clusterState(cluster)} />}>
      <Aged asked={asked} retry={asked.refetch} />
      {!cluster.joined && <JoinCluster name={name} />}
      <Refusing refusals={cluster.refusals} />
      {cluster.counts.total > 0 && <LadderOfCounts counts={cluster.counts} />}
      <CountsLine counts={cluster.counts} within={{ cluster: [name] }} />
      <UrlTabs
        tabs={[
          { id: 'applications', title: 'Applications', content: <ClusterApplications name={name} /> },
          { id: 'events', title: 'Events', content: <ClusterEvents name={name} /> },
          { id: 'about', title: 'About', content: <About cluster={cluster} /> },
          { id: 'manifest', title: 'Manifest', content: <Manifest text={cluster.manifest} /> },
        ]}
      />
    </Page>
  );
}

/** Said above everything else: what is seen below is then what was accepted last, not what is wanted now. */
function Refusing({ refusals }: { readonly refusals: Cluster['refusals'] }) {
  const standing = refusals.filter((one) => one.standing);
  if (standing.length === 0) return null;
  return (
    <section className="block tone-failed" role="alert">
      <h2>The spoke refuses what it is given</h2>
      {standing.map(({ kind, reason, at }) => (
        <p key={kind}>
          {reason} <Ago at={at} suffix />
        </p>
      ))}
    </section>
  );
}

const refusedWords = (refusals: Cluster['refusals']): string =>
  refusals.map(({ kind, count }) => `${kind} ${count}`).join(', ');

function ClusterApplications({ name }: { readonly name: string }) {
  const list = usePages({
    query: ApplicationsDocument,
    subscription: ApplicationsPageDocument,
    variables: { first: 100, filter: { cluster: [name] }, orderBy: { field: 'HEALTH', direction: 'DESC' } },
    pick: (data) => data.applications,
  });
  if (!list.loaded)
    return list.error ? <Failure error={list.error} retry={list.refresh} /> : <Loading what="its applications" />;
  if (list.nodes.length === 0)
    return (
      <Empty title="Nothing is to run here yet.">
        An ApplicationSet reaches this cluster when its generator selects its labels.
      </Empty>
    );
  return (
    <>
      <FreshRows list={list} />
      <ApplicationsTable list={list} without={['cluster']} />
    </>
  );
}

function ClusterEvents({ name }: { readonly name: string }) {
  const list = usePages({
    query: EventsDocument,
    subscription: EventsPageDocument,
    variables: { first: 50, filter: { cluster: name } },
    pick: (data) => data.events,
  });
  return <EventList list={list} />;
}

const About = ({ cluster }: { readonly cluster: Cluster }) => (
  <Facts
    facts={[
      ['Labels', <LabelList key="labels" labels={cluster.labels} />],
      ['Server', cluster.server],
      ['Time zone', cluster.timeZone],
      ['Heard', <Ago key="heard" at={cluster.lastSeenAt} suffix />],
      ['Spoke', cluster.version && `${cluster.version} on ${cluster.node ?? 'an unnamed node'}`],
      ['Kubernetes', cluster.kubernetesVersion],
      ['Clock', cluster.clockSkewMs != null && `${cluster.clockSkewMs} ms from the hub’s`],
      ['Generation', cluster.generation],
      ['Refused', refusedWords(cluster.refusals)],
      ['Since', <Ago key="since" at={cluster.createdAt} suffix />],
    ]}
  />
);
