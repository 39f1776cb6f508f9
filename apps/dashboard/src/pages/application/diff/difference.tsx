import { useState } from 'react';
import { ComparisonDocument, type ComparisonQuery } from '../../../api/operations.generated.ts';
import { useLiveQuery } from '../../../api/use-live.ts';
import { Button } from '../../../parts/button.tsx';
import { Commit } from '../../../parts/commit.tsx';
import { Field } from '../../../parts/field.tsx';
import { Aged, Failure, Loading } from '../../../parts/states.tsx';
import { nameOf, type Application } from '../application.ts';
import { ComparedResource } from './compared-resource.tsx';

type Comparison = NonNullable<NonNullable<ComparisonQuery['application']>['comparison']>;

/** Beyond so many, objects are shown when somebody opens them. */
const OPEN = 6;

/** What a sync would change in the cluster now: to what Git says, or to another revision. */
export function Difference({ app }: { readonly app: Application }) {
  const [revision, setRevision] = useState<string>();
  const asked = useLiveQuery(ComparisonDocument, { ...nameOf(app), revision: revision ?? null });
  const found = asked.data?.application?.comparison;
  return (
    <>
      <RevisionForm revision={revision} onChoose={setRevision} />
      {found ? (
        <>
          <Aged asked={asked} retry={asked.refetch} />
          <Found app={app} comparison={found} revision={revision} />
        </>
      ) : asked.error ? (
        <Failure error={asked.error} retry={asked.refetch} />
      ) : (
        <Loading what="what differs" />
      )}
    </>
  );
}

interface FoundProps {
  readonly app: Application;
  readonly comparison: Comparison;
  readonly revision: string | undefined;
}

function Found({ app, comparison: { resources, unchanged, revision: commit }, revision }: FoundProps) {
  return (
    <>
      <p className="diff-summary" aria-live="polite">
        {resources.length === 0 ? (
          <>
            The cluster is as <Commit id={commit} /> says: {unchanged} objects, none differs.
          </>
        ) : (
          <>
            A sync to <Commit id={commit} /> would {summaryOf(resources)}; {unchanged} are as they should be.
          </>
        )}
      </p>
      {resources.map((one, at) => (
        <ComparedResource
          key={`${one.group}/${one.kind}/${one.namespace}/${one.name}`}
          app={app}
          compared={one}
          revision={revision ?? 'desired'}
          isOpen={at < OPEN}
        />
      ))}
    </>
  );
}

const VERBS = { CREATE: 'create', CHANGE: 'change', DELETE: 'remove' } as const;

/** `change 2, create 1`, the most dangerous first. */
const summaryOf = (resources: Comparison['resources']): string =>
  (['DELETE', 'CHANGE', 'CREATE'] as const)
    .map((change) => [VERBS[change], resources.filter((one) => one.change === change).length] as const)
    .filter(([, count]) => count > 0)
    .map(([verb, count]) => `${verb} ${count}`)
    .join(', ');

interface FormProps {
  readonly revision: string | undefined;
  readonly onChoose: (revision: string | undefined) => void;
}

function RevisionForm({ revision, onChoose }: FormProps) {
  const [typed, setTyped] = useState('');
  return (
    <form
      className="diff-revision"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(typed.trim() || undefined);
      }}
    >
      <Field
        label="Compare the cluster with"
        placeholder="what Git says now, or a branch, tag or commit"
        value={typed}
        onChange={setTyped}
      />
      <Button type="submit">Compare</Button>
      {revision && (
        <Button
          onPress={() => {
            setTyped('');
            onChoose(undefined);
          }}
        >
          What Git says now
        </Button>
      )}
    </form>
  );
}
