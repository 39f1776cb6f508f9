import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { stringify } from 'yaml';
import { ResourceDetailDocument, type ResourceDetailQuery } from '../../api/operations.generated.ts';
import { useLiveQuery } from '../../api/use-live.ts';
import { lineDiff } from '../../model/line-diff.ts';
import { readable } from '../../model/readable.ts';
import { healthStates, syncStates } from '../../model/tone.ts';
import { Button } from '../../parts/button.tsx';
import { Unified } from '../../parts/diff/unified.tsx';
import { Manifest } from '../../parts/manifest.tsx';
import { StateWord } from '../../parts/mark.tsx';
import { Aged, Failure, Loading } from '../../parts/states.tsx';
import { UrlTabs } from '../../parts/url-tabs.tsx';
import type { Application, Resource } from './application.ts';

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

/** What differs comes first, where anything does. */
function DetailTabs({ detail }: { readonly detail: Detail }) {
  const changes = {
    id: 'changes',
    title: (
      <>
        Changes <span className="quiet">{detail.changes.length}</span>
      </>
    ),
    content: <Changes detail={detail} />,
  };
  const whole = [
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
  ];
  return <UrlTabs param="view" tabs={detail.changes.length > 0 ? [changes, ...whole] : [...whole, changes]} />;
}

/** Who took which field, and what a sync would make of it. */
const Changes = ({ detail: { live, predicted, changes } }: { readonly detail: Detail }) =>
  changes.length === 0 ? (
    <p className="quiet">It is as desired.</p>
  ) : (
    <>
      <ul className="taken">
        {changes.map(({ path, takenBy }) => (
          <li key={path}>
            <code>{path}</code> {takenBy && <span className="quiet">set by {takenBy}</span>}
          </li>
        ))}
      </ul>
      <Unified lines={lineDiff(readable(live), readable(predicted))} />
      <p>
        <Link to="?tab=diff">Side by side</Link>
      </p>
    </>
  );
