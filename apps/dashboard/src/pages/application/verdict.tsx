import { useState } from 'react';
import { Link } from 'react-router';
import { useHeard, useLiveQuery, useThrottled } from '../../api/use-live.ts';
import {
  ApplicationVerdictDocument,
  PulseDocument,
  type VerdictFieldsFragment,
} from '../../api/operations.generated.ts';
import { Ago } from '../../parts/ago.tsx';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Mark } from '../../parts/mark.tsx';
import { When } from '../../parts/when.tsx';
import type { Application } from './application.ts';

/** When it may change: what the sync windows say of it now, or would say at another time. */
export function Verdict({ app }: { readonly app: Application }) {
  const [typed, setTyped] = useState('');
  const at = Number.isNaN(Date.parse(typed)) ? null : new Date(typed).toISOString();
  const asked = useLiveQuery(ApplicationVerdictDocument, {
    ...{ name: app.name, namespace: app.namespace, project: app.project, at },
  });
  useHeard(PulseDocument, {}, useThrottled(asked.refetch, 15_000));
  const found = asked.data?.application?.verdict;
  if (!found) return null;
  const { automatic, manual, heal, matching } = found;
  return (
    <section className="block verdict" aria-labelledby="verdict">
      <h2 id="verdict">
        {at ? (
          <>
            What would be allowed at <When at={at} />
          </>
        ) : (
          'What is allowed now'
        )}
      </h2>
      {matching.length === 0 ? (
        <p>No sync window is for it: it may sync at any time.</p>
      ) : (
        <dl className="verdicts" aria-live="polite">
          <Line name={app.autoSync ? 'By itself' : 'By itself (is off)'} verdict={automatic} />
          <Line name="By hand" verdict={manual} />
          {heal.allowed !== automatic.allowed && <Line name="Undoing drift" verdict={heal} />}
        </dl>
      )}
      {matching.length > 0 && (
        <div className="verdict-at">
          <Field label="At this time" type="datetime-local" value={typed} onChange={setTyped} />
          {typed !== '' && <Button onPress={() => setTyped('')}>Now</Button>}
          <Link to={`/windows?q=${encodeURIComponent(`name:${app.name}`)}`}>On the timeline</Link>
        </div>
      )}
    </section>
  );
}

const Line = ({ name, verdict }: { readonly name: string; readonly verdict: VerdictFieldsFragment }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <span className={`state word-${verdict.allowed ? 'done' : 'held'}`}>
        <Mark tone={verdict.allowed ? 'done' : 'held'} />
        {verdict.allowed ? 'allowed' : 'not allowed'}
      </span>{' '}
      <Until verdict={verdict} />
      <span className="said verdict-reason">{verdict.reason}</span>
    </dd>
  </div>
);

/** Until when, and where it is held, from when on it goes out. */
function Until({ verdict: { allowed, until, next } }: { readonly verdict: VerdictFieldsFragment }) {
  if (!allowed && next)
    return (
      <b>
        until <When at={next} />{' '}
        <span className="quiet">
          (<Ago at={next} />)
        </span>
      </b>
    );
  if (!allowed) return <b>and no end of that is known</b>;
  if (!until) return null;
  return (
    <span className="quiet">
      until <When at={until} />
      {next && (
        <>
          , then again from <When at={next} />
        </>
      )}
    </span>
  );
}
