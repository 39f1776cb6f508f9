import { Link, useParams } from 'react-router';
import { ApplicationDocument, ApplicationLiveDocument } from '../../api/operations.generated.ts';
import { useHeard, useLiveQuery } from '../../api/use-live.ts';
import { pathOf } from '../../model/paths.ts';
import { healthStates, syncStates } from '../../model/tone.ts';
import { Ago } from '../../parts/ago.tsx';
import { Conditions } from '../../parts/conditions.tsx';
import { Ladder } from '../../parts/ladder.tsx';
import { Manifest } from '../../parts/manifest.tsx';
import { StateWord } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { Aged, Failure, Loading } from '../../parts/states.tsx';
import { UrlTabs } from '../../parts/url-tabs.tsx';
import { NotFound } from '../not-found.tsx';
import { Actions } from './actions.tsx';
import type { Application } from './application.ts';
import { ApplicationEvents } from './application-events.tsx';
import { ApplicationFacts } from './application-facts.tsx';
import { History } from './history.tsx';
import { OperationLine } from './operations/operation-line.tsx';
import { OperationList } from './operations/operation-list.tsx';
import { Resources } from './resources.tsx';
import { Difference } from './diff/difference.tsx';
import { Verdict } from './verdict.tsx';
import { WaitReasons } from './wait-reasons.tsx';

/** One application: where its change is, why it does not move, what it runs and how that is. */
export function ApplicationPage() {
  const { project = '', namespace = '', name = '' } = useParams();
  const asked = useLiveQuery(ApplicationDocument, { name, namespace, project });
  useHeard(
    ApplicationLiveDocument,
    { filter: { name: [name], namespace: [namespace], project: [project] } },
    (data) => {
      if (data.page.stale || data.page.removed.length > 0) asked.refetch();
    },
  );
  const app = asked.data?.application;
  if (asked.data && !app) return <NotFound what="application" name={name} />;
  if (!app)
    return (
      <Page title={name}>
        {asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what={name} />}
      </Page>
    );
  return (
    <Page title={name} above={<Crumbs app={app} />} aside={<Actions app={app} />}>
      <Aged asked={asked} retry={asked.refetch} />
      <Ladder stage={app.stage} health={app.health.status} revisions={app.revisions} />
      <Summary app={app} />
      {app.conditions.length > 0 && <Conditions conditions={app.conditions} />}
      <WaitReasons reasons={app.waitReasons} />
      <Verdict app={app} />
      {app.operation && <OperationLine app={app} operation={app.operation} />}
      <UrlTabs
        tabs={[
          {
            id: 'resources',
            title: (
              <>
                Resources <span className="quiet">{app.resourceCounts.total}</span>
              </>
            ),
            content: <Resources app={app} />,
          },
          { id: 'diff', title: 'Diff', content: <Difference app={app} /> },
          { id: 'events', title: 'Events', content: <ApplicationEvents id={app.id} /> },
          { id: 'syncs', title: 'Syncs', content: <OperationList app={app} /> },
          { id: 'history', title: 'History', content: <History app={app} /> },
          { id: 'about', title: 'About', content: <ApplicationFacts app={app} /> },
          { id: 'manifest', title: 'Manifest', content: <Manifest text={app.manifest} /> },
        ]}
      />
    </Page>
  );
}

const Crumbs = ({ app }: { readonly app: Application }) => (
  <>
    Application · {app.project} / {app.namespace}
    {app.cluster && (
      <>
        {' '}
        on <Link to={pathOf.cluster(app.cluster.name)}>{app.cluster.name}</Link>
      </>
    )}
    {app.applicationSet && (
      <>
        {' '}
        of set <Link to={pathOf.set(app.applicationSet)}>{app.applicationSet.name}</Link>
      </>
    )}
  </>
);

/** Health and sync with the one sentence each that matters. */
const Summary = ({ app }: { readonly app: Application }) => (
  <div className="summary">
    <p>
      <StateWord state={healthStates[app.health.status]} />{' '}
      {app.health.message && <span className="said">{app.health.message}</span>}
    </p>
    <p>
      <StateWord state={syncStates[app.sync.status]} />{' '}
      {app.sync.reason && <span className="said">{app.sync.reason}</span>}
    </p>
    <p className="quiet">
      {app.resourceCounts.healthy} of {app.resourceCounts.total} objects healthy · changed{' '}
      <Ago at={app.updatedAt} suffix />
      {!app.autoSync && ' · syncs by hand only'}
    </p>
  </div>
);
