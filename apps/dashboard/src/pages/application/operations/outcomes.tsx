import { useEffect } from 'react';
import {
  OperationOutcomesDocument,
  type OperationDetailFragment,
  type OperationOutcomesQuery,
} from '../../../api/operations.generated.ts';
import { useLiveQuery, useThrottled } from '../../../api/use-live.ts';
import type { Tone } from '../../../model/tone.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Failure, Loading } from '../../../parts/states.tsx';
import { nameOf, type Application } from '../application.ts';
import { Took } from './took.tsx';

type Found = NonNullable<NonNullable<OperationOutcomesQuery['application']>['operationObjects']>;
type Outcome = Found['objects'][number];

interface Props {
  readonly app: Application;
  readonly operation: OperationDetailFragment;
}

/** What became of each object, the failed first; read again as the operation moves. */
export function Outcomes({ app, operation }: Props) {
  const { id, attempt, steps, phase } = operation;
  const asked = useLiveQuery(OperationOutcomesDocument, { ...nameOf(app), id, attempt });
  const again = useThrottled(asked.refetch, 1_000);
  const version = `${phase} ${steps.map(({ done, failed }) => `${done}/${failed}`).join(' ')}`;
  useEffect(again, [again, version]);
  const found = asked.data?.application?.operationObjects;
  if (!asked.data)
    return asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what="its objects" />;
  if (!found || found.objects.length === 0) return <p className="quiet">Nothing was kept of its objects.</p>;
  return (
    <>
      <ul className="outcomes" aria-label="Objects">
        {[...found.objects].sort(failedFirst).map((one) => (
          <Line key={`${one.phase}/${one.group}/${one.kind}/${one.namespace}/${one.name}`} one={one} />
        ))}
      </ul>
      {found.omitted > 0 && <p className="quiet">{found.omitted} more were not kept.</p>}
    </>
  );
}

const TONES: Readonly<Record<string, Tone>> = {
  Synced: 'done',
  Pruned: 'done',
  Running: 'moving',
  SyncFailed: 'failed',
  PruneSkipped: 'held',
};
const WORDS: Readonly<Record<string, string>> = {
  Synced: 'applied',
  Pruned: 'removed',
  Running: 'runs',
  SyncFailed: 'failed',
  PruneSkipped: 'not removed',
  Pending: 'waits for its turn',
};

const failedFirst = (a: Outcome, b: Outcome): number =>
  Number(b.code === 'SyncFailed') - Number(a.code === 'SyncFailed');

const Line = ({ one }: { readonly one: Outcome }) => (
  <li>
    <Mark tone={TONES[one.code] ?? 'unknown'} />
    <span>
      <span className="quiet">{one.kind}</span> {one.namespace ? `${one.namespace}/${one.name}` : one.name}
    </span>
    <span className="quiet">
      {one.action === 'hook' ? `${one.phase} hook` : `${one.phase} ${one.wave}`} · {WORDS[one.code] ?? one.code}
    </span>
    {one.startedAt ? <Took from={one.startedAt} to={one.finishedAt} /> : <span />}
    {one.message && <span className="said outcome-message">{one.message}</span>}
  </li>
);
