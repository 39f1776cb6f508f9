import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { useMutation } from 'urql';
import {
  ConfirmDeletionDocument,
  RefreshDocument,
  SyncDocument,
  TerminateDocument,
} from '../../api/operations.generated.ts';
import { problemOf } from '../../api/problem.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Commit } from '../../parts/commit.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import type { Application } from './application.ts';

const running = new Set(['RUNNING', 'WAITING_FOR_WINDOW']);

/** Sync, Refresh, and Terminate while an operation runs. Sync and Terminate act on a cluster, so they ask first. */
export function Actions({ app }: { readonly app: Application }) {
  const [asking, setAsking] = useState<'sync' | 'terminate' | 'confirm'>();
  const ref = { name: app.name, namespace: app.namespace, project: app.project };
  const refresh = useAction(RefreshDocument, 'Looking at Git again.');
  const terminate = useAction(TerminateDocument, 'Asked the spoke to stop.');
  const busy = app.operation && running.has(app.operation.phase);
  return (
    <>
      <Button isDisabled={refresh.fetching} onPress={() => refresh.run({ application: ref })}>
        Refresh
      </Button>
      {app.awaitsConfirmation.length > 0 && (
        <Button kind="danger" onPress={() => setAsking('confirm')}>
          Confirm deletion…
        </Button>
      )}
      {busy ? (
        <Button kind="danger" isDisabled={terminate.fetching} onPress={() => setAsking('terminate')}>
          Terminate…
        </Button>
      ) : (
        <Button kind="primary" onPress={() => setAsking('sync')}>
          Sync…
        </Button>
      )}
      <SyncDialog app={app} isOpen={asking === 'sync'} onClose={() => setAsking(undefined)} />
      <ConfirmDialog app={app} isOpen={asking === 'confirm'} onClose={() => setAsking(undefined)} />
      <Confirm
        title={`Stop what runs on ${app.name}?`}
        action="Terminate"
        danger
        isOpen={asking === 'terminate'}
        onClose={() => setAsking(undefined)}
        onConfirm={() => terminate.run({ application: ref })}
      >
        <p>What has been applied stays applied. The rest is not done until the next sync.</p>
      </Confirm>
    </>
  );
}

function useAction<Data, Variables extends object>(
  document: Parameters<typeof useMutation<Data, Variables>>[0],
  done: string,
) {
  const [{ fetching }, mutate] = useMutation<Data, Variables>(document);
  const run = async (variables: Variables): Promise<void> => {
    const { error } = await mutate(variables);
    announce(error ? `${problemOf(error).message} (${problemOf(error).code})` : done);
  };
  return { fetching, run };
}

interface DialogProps {
  readonly app: Application;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function SyncDialog({ app, isOpen, onClose }: DialogProps) {
  const [prune, setPrune] = useState(false);
  const sync = useAction(SyncDocument, `Sync of ${app.name} asked for.`);
  const application = { name: app.name, namespace: app.namespace, project: app.project };
  return (
    <Confirm
      title={`Sync ${app.name}?`}
      action="Sync"
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={() => sync.run({ input: { application, prune } })}
    >
      <p>
        <Commit id={app.revisions.desired} /> is applied to{' '}
        <b>{app.cluster?.name ?? app.destination.server ?? 'its cluster'}</b> now
        {app.stage === 'HELD' && ', although a gate holds it'}.
      </p>
      <Checkbox isSelected={prune} onChange={setPrune} className="check">
        <span className="check-box" aria-hidden="true" />
        Also remove what is no longer desired
      </Checkbox>
    </Confirm>
  );
}

/** What was shown when it opened is what is agreed to. */
function ConfirmDialog({ isOpen, ...props }: DialogProps) {
  return isOpen ? <OpenConfirmDialog {...props} isOpen /> : null;
}

function OpenConfirmDialog({ app, isOpen, onClose }: DialogProps) {
  const [shown] = useState(app.awaitsConfirmation);
  const confirm = useAction(ConfirmDeletionDocument, 'Deletion confirmed.');
  const application = { name: app.name, namespace: app.namespace, project: app.project };
  const resources = shown.map(({ group, kind, namespace, name }) => ({ group, kind, namespace, name }));
  return (
    <Confirm
      title={`Delete ${shown.length === 1 ? 'this object' : `these ${shown.length} objects`} of ${app.name}?`}
      action="Delete"
      danger
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={() => confirm.run({ application, resources })}
    >
      <p>
        They are marked to be deleted only after a person agreed, and go from{' '}
        <b>{app.cluster?.name ?? app.destination.server ?? 'their cluster'}</b> for good:
      </p>
      <ul>
        {shown.map(({ group, kind, namespace, name }) => (
          <li key={[group, kind, namespace, name].join('/')}>
            {kind} {namespace && `${namespace}/`}
            {name}
          </li>
        ))}
      </ul>
    </Confirm>
  );
}
