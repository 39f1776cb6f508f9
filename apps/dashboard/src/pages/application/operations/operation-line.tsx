import { useState } from 'react';
import type { OperationDetailFragment } from '../../../api/operations.generated.ts';
import { phaseStates } from '../../../model/tone.ts';
import { Ago } from '../../../parts/ago.tsx';
import { Button } from '../../../parts/button.tsx';
import { Commit } from '../../../parts/commit.tsx';
import { StateWord } from '../../../parts/mark.tsx';
import type { Application } from '../application.ts';
import { Outcomes } from './outcomes.tsx';
import { Steps } from './steps.tsx';
import { Took } from './took.tsx';

interface Props {
  readonly app: Application;
  readonly operation: OperationDetailFragment;
}

/** The operation that runs, or the last one: who and why, its steps until it succeeded, and its objects when one asks. */
export function OperationLine({ app, operation }: Props) {
  const [open, setOpen] = useState(false);
  const { phase, message, initiatedBy, cause, startedAt, finishedAt, attempt, revision, dryRun } = operation;
  return (
    <section className="operation" aria-label="Operation">
      <p>
        <b>{dryRun ? 'dry run' : operation.kind}</b> {revision && <Commit id={revision} />}{' '}
        <StateWord state={phaseStates[phase]} /> {message && <span className="said">{message}</span>}
      </p>
      <p className="quiet">
        by {initiatedBy}
        {cause && ` (${cause})`}, <Ago at={startedAt} suffix />
        {attempt > 1 && `, attempt ${attempt}`}, <Took from={startedAt} to={finishedAt} />{' '}
        {operation.steps.length > 0 && (
          <Button kind="link" aria-expanded={open} onPress={() => setOpen(!open)}>
            {open ? 'Hide its objects' : 'Its objects'}
          </Button>
        )}
      </p>
      {phase !== 'SUCCEEDED' && <Steps steps={operation.steps} />}
      {open && <Outcomes app={app} operation={operation} />}
    </section>
  );
}
