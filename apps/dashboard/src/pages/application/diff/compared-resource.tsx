import { useState } from 'react';
import {
  ResourceDetailDocument,
  type ChangeFieldsFragment,
  type ComparisonQuery,
} from '../../../api/operations.generated.ts';
import { useLiveQuery } from '../../../api/use-live.ts';
import { readable } from '../../../model/readable.ts';
import { Beside } from '../../../parts/diff/beside.tsx';
import { Failure, Loading } from '../../../parts/states.tsx';
import { nameOf, type Application } from '../application.ts';

type Compared = NonNullable<NonNullable<ComparisonQuery['application']>['comparison']>['resources'][number];

interface Props {
  readonly app: Application;
  readonly compared: Compared;
  readonly revision: string;
  readonly isOpen: boolean;
}

const SIGNS = { CREATE: '+', CHANGE: '~', DELETE: '−' } as const;
const WORDS = { CREATE: 'is created', CHANGE: 'is changed', DELETE: 'is removed where pruning is allowed' } as const;
const CLASSES = { CREATE: 'created', CHANGE: 'changed', DELETE: 'withdrawn' } as const;

/** One object that a sync would touch; both sides whole, once somebody opens it. */
export function ComparedResource({ app, compared, revision, isOpen }: Props) {
  const [open, setOpen] = useState(isOpen);
  const { kind, namespace, name, change, changes } = compared;
  return (
    <details className="compared" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className={`preview-sign sign-${CLASSES[change]}`} aria-hidden="true">
          {SIGNS[change]}
        </span>
        <span>
          <span className="quiet">{kind}</span> <b>{namespace ? `${namespace}/${name}` : name}</b>
        </span>
        <span className="quiet">
          {WORDS[change]}
          {change === 'CHANGE' && `: ${pathsOf(changes)}`}
        </span>
      </summary>
      {open && <Sides app={app} compared={compared} revision={revision} />}
    </details>
  );
}

function Sides({ app, compared, revision }: Omit<Props, 'isOpen'>) {
  const { group, kind, namespace: resourceNamespace, name: resourceName, change } = compared;
  const variables = { ...nameOf(app), group, kind, resourceNamespace, resourceName, revision };
  const asked = useLiveQuery(ResourceDetailDocument, variables);
  const detail = asked.data?.application?.resource;
  if (!detail)
    return asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what="the object" />;
  const after = change === 'DELETE' ? '' : readable(detail.predicted ?? detail.desired);
  return <Beside before={readable(detail.live)} after={after} titles={['In the cluster', 'After a sync']} />;
}

const MOST = 3;

/** The first paths that change, and who has them now. */
export function pathsOf(changes: readonly ChangeFieldsFragment[]): string {
  const named = changes.slice(0, MOST).map(({ path, takenBy }) => path + (takenBy ? ` (set by ${takenBy})` : ''));
  return named.join(', ') + (changes.length > MOST ? ` and ${changes.length - MOST} more` : '');
}
