import { Link, useParams } from 'react-router';
import {
  ApplicationsDocument,
  ApplicationsPageDocument,
  SetDocument,
  SetsPageDocument,
} from '../../api/operations.generated.ts';
import { useHeard, useLiveQuery, useThrottled } from '../../api/use-live.ts';
import { usePages } from '../../api/use-pages.ts';
import { pathOf } from '../../model/paths.ts';
import { ApplicationsTable } from '../../parts/applications-table.tsx';
import { Conditions } from '../../parts/conditions.tsx';
import { CountsLine } from '../../parts/counts-line.tsx';
import { FreshRows } from '../../parts/fresh-rows.tsx';
import { LadderOfCounts } from '../../parts/ladder.tsx';
import { Manifest } from '../../parts/manifest.tsx';
import { Page } from '../../parts/page.tsx';
import { Aged, Empty, Failure, Loading } from '../../parts/states.tsx';
import { UrlTabs } from '../../parts/url-tabs.tsx';
import { NotFound } from '../not-found.tsx';
import { Held } from './held.tsx';
import { RefreshSet } from './refresh-set.tsx';

/** One set: what is wrong with it, what it holds back, how far its applications are. */
export function SetPage() {
  const { namespace = '', name = '' } = useParams();
  const asked = useLiveQuery(SetDocument, { name, namespace });
  const follow = useThrottled(asked.refetch, 2000);
  useHeard(SetsPageDocument, { first: 50, filter: { search: name } }, follow);
  const set = asked.data?.applicationSet;
  if (asked.data && !set) return <NotFound what="set" name={name} />;
  if (!set)
    return (
      <Page title={name}>
        {asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what={name} />}
      </Page>
    );
  return (
    <Page
      title={name}
      above={`Set · ${set.project} / ${namespace} · ${set.generators.join(', ')}`}
      aside={
        <>
          <Link to={pathOf.preview({ name, namespace })}>Preview a change</Link>
          <RefreshSet name={name} />
        </>
      }
    >
      <Aged asked={asked} retry={asked.refetch} />
      {set.held && <Held set={{ name, namespace }} held={set.held} />}
      {set.conditions.length > 0 && <Conditions conditions={set.conditions} />}
      {set.counts.total > 0 && <LadderOfCounts counts={set.counts} />}
      <CountsLine counts={set.counts} within={{ applicationSet: [name] }} />
      <UrlTabs
        tabs={[
          { id: 'applications', title: 'Applications', content: <SetApplications name={name} /> },
          { id: 'manifest', title: 'Manifest', content: <Manifest text={set.manifest} /> },
        ]}
      />
    </Page>
  );
}

function SetApplications({ name }: { readonly name: string }) {
  const list = usePages({
    query: ApplicationsDocument,
    subscription: ApplicationsPageDocument,
    variables: { first: 100, filter: { applicationSet: [name] }, orderBy: { field: 'NAME', direction: 'ASC' } },
    pick: (data) => data.applications,
  });
  if (!list.loaded)
    return list.error ? <Failure error={list.error} retry={list.refresh} /> : <Loading what="its applications" />;
  if (list.nodes.length === 0)
    return (
      <Empty title="It makes no Application." command={`npx wheelhouse appset generate -f applicationset.yaml`}>
        Its generators select nothing. The command shows what the file would make, without a hub.
      </Empty>
    );
  return (
    <>
      <FreshRows list={list} />
      <ApplicationsTable list={list} />
    </>
  );
}
