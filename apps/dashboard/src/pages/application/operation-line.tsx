import type { OperationFieldsFragment } from '../../api/operations.generated.ts';
import { phaseStates } from '../../model/tone.ts';
import { Ago } from '../../parts/ago.tsx';
import { StateWord } from '../../parts/mark.tsx';

/** The operation that runs, or the last one. */
export const OperationLine = ({ operation }: { readonly operation: OperationFieldsFragment }) => (
  <p className="operation">
    <b>{operation.kind}</b> <StateWord state={phaseStates[operation.phase]} />{' '}
    {operation.message && <span className="said">{operation.message}</span>}{' '}
    <span className="quiet">
      by {operation.initiatedBy}, started <Ago at={operation.startedAt} suffix />
      {operation.attempt > 1 && `, attempt ${operation.attempt}`}
    </span>
  </p>
);
