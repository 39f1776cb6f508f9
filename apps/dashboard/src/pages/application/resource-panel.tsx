import { useEffect, useRef } from 'react';
import { stringify } from 'yaml';
import { ResourceDetailDocument, type ResourceDetailQuery } from '../../api/operations.generated.ts';
import { useLiveQuery } from '../../api/use-live.ts';
import { healthStates, syncStates } from '../../model/tone.ts';
import { Button } from '../../parts/button.tsx';
import { Manifest } from '../../parts/manifest.tsx';
import { StateWord } from '../../parts/mark.tsx';
import { Aged, Failure, Loading } from '../../parts/states.tsx';
import { UrlTabs } from '../../parts/url-tabs.tsx';
import type { Application } from './application-page.tsx';
import type { Resource } from './resource-tree.tsx';

type Detail = NonNullable<NonNullable<ResourceDetailQuery['application']>['resource']>;

interface Props {
  readonly app: Application;
  readonly item: Resource;
  readonly onClose: () => void;
}

/** One object: how it is, what differs from what is desired, and both whole. Escape closes it. */
export function ResourcePanel({ app, item, onClose }: Props) {
  const panel = useRef<HTMLElement>(null);
  const asked = useLiveQuery(ResourceDetailDocument, {
    name: app.name,
    namespace: app.namespace,
    project: app.project,
    group: item.group,
    kind: item.kind,
    resourceNamespace: item.namespace,
    resourceName: item.name,
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !document.querySelector('[role=dialog], [role=alertdialog]')) onClose();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [onClose]);
  const detail = asked.data?.application?.resource;
  return (
    <aside className="panel" ref={panel} aria-label={`${item.kind} ${item.name}`}>
      <header>
        <div>
          <p className="crumbs">
            {item.kind} · {item.group || 'core'}/{item.version}
            {item.namespace && ` · ${item.namespace}`}
          </p>
          <h2>{item.name}</h2>
        </div>
        <Button onPress={onClose} aria-label="Close">
          Close
        </Button>
      </header>
      <p className="panel-states">
        {item.health && <StateWord state={healthStates[item.health.status]} />}{' '}
        {item.sync && <StateWord state={syncStates[item.sync]} />}
      </p>
      {(item.health?.message ?? item.message) && <p className="said">{item.health?.message ?? item.message}</p>}
      <Aged asked={detail ? asked : { ...asked, error: undefined }} retry={asked.refetch} />
      {detail ? (
        <DetailTabs detail={detail} />
      ) : asked.error ? (
        <Failure error={asked.error} retry={asked.refetch} />
      ) : asked.data ? (
        <p className="quiet">The cluster does not have this object, or it cannot be asked now.</p>
      ) : (
        <Loading what="the object" />
      )}
    </aside>
  );
}

const yaml = (value: unknown): string => (value == null ? '' : stringify(value, { lineWidth: 0 }));

const DetailTabs = ({ detail }: { readonly detail: Detail }) => (
  <UrlTabs
    param="view"
    tabs={[
      {
        id: 'live',
        title: 'Live',
        content: detail.live ? (
          <Manifest text={yaml(detail.live)} what="live object" />
        ) : (
          <p className="quiet">It is not in the cluster.</p>
        ),
      },
      {
        id: 'desired',
        title: 'Desired',
        content: detail.desired ? (
          <Manifest text={yaml(detail.desired)} what="desired object" />
        ) : (
          <p className="quiet">It is not in Git: something in the cluster made it.</p>
        ),
      },
      {
        id: 'changes',
        title: (
          <>
            Changes <span className="quiet">{detail.changes.length}</span>
          </>
        ),
        content: <Changes changes={detail.changes} />,
      },
    ]}
  />
);

const shown = (value: unknown): string =>
  value === undefined || value === null ? 'nothing' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Field by field: what is desired, what is there, and who took it. */
const Changes = ({ changes }: { readonly changes: Detail['changes'] }) =>
  changes.length === 0 ? (
    <p className="quiet">It is as desired.</p>
  ) : (
    <ul className="diffs">
      {changes.map((change) => (
        <li key={change.path}>
          <code>{change.path}</code>
          {change.takenBy && <span className="quiet"> taken by {change.takenBy}</span>}
          <p className="diff-desired">
            <span className="quiet">desired</span> <code>{shown(change.desired)}</code>
          </p>
          <p className="diff-live">
            <span className="quiet">live</span> <code>{shown(change.live)}</code>
          </p>
        </li>
      ))}
    </ul>
  );
