import { useEffect, useState } from 'react';
import { OperationsDocument, type OperationDetailFragment } from '../../../api/operations.generated.ts';
import { useLiveQuery, useThrottled } from '../../../api/use-live.ts';
import { phaseStates } from '../../../model/tone.ts';
import { Ago } from '../../../parts/ago.tsx';
import { Commit } from '../../../parts/commit.tsx';
import { StateWord } from '../../../parts/mark.tsx';
import { Aged, Failure, Loading } from '../../../parts/states.tsx';
import { nameOf, type Application } from '../application.ts';
import { Outcomes } from './outcomes.tsx';
import { Steps } from './steps.tsx';
import { Took } from './took.tsx';

/** Every attempt, newest first: who, why, how long, what came of it; steps and objects when one opens it. */
export function OperationList({ app }: { readonly app: Application }) {
  const asked = useLiveQuery(OperationsDocument, nameOf(app));
  const again = useThrottled(asked.refetch, 1_500);
  const version = `${app.operation?.id} ${app.operation?.attempt} ${app.operation?.phase}`;
  useEffect(again, [again, version]);
  const found = asked.data?.application?.operations;
  if (!found)
    return asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what="its operations" />;
  if (found.length === 0) return <p className="quiet">Nothing was synced yet.</p>;
  return (
    <>
      <Aged asked={asked} retry={asked.refetch} />
      <ul className="operation-list">
        {found.map((one) => (
          <Attempt key={`${one.id} ${one.attempt}`} app={app} operation={one} />
        ))}
      </ul>
    </>
  );
}

function Attempt({ app, operation }: { readonly app: Application; readonly operation: OperationDetailFragment }) {
  const [open, setOpen] = useState(false);
  const { phase, revision, startedAt, finishedAt, initiatedBy, cause, attempt, dryRun, message } = operation;
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <StateWord state={phaseStates[phase]} />
          <span>
            {dryRun && 'dry run '}
            {revision && <Commit id={revision} />} by {initiatedBy}
            <span className="quiet">
              {cause && ` · ${cause}`}
              {attempt > 1 && ` · attempt ${attempt}`}
            </span>
          </span>
          <Took from={startedAt} to={finishedAt} />
          <Ago at={startedAt} suffix />
          <span className="said operation-message">{message}</span>
        </summary>
        {open && (
          <>
            <Steps steps={operation.steps} />
            <Outcomes app={app} operation={operation} />
          </>
        )}
      </details>
    </li>
  );
}
