import { useState } from 'react';
import type { PreviewRowFragment } from '../../api/operations.generated.ts';
import { lineDiff } from '../../model/line-diff.ts';
import { paramLines } from '../../model/param-lines.ts';
import { Conditions } from '../../parts/conditions.tsx';
import { Unified } from '../../parts/diff/unified.tsx';
import { Manifest } from '../../parts/manifest.tsx';
import { Mark } from '../../parts/mark.tsx';
import { summaryOf, type Preview } from './preview-summary.ts';

/** What was found, the most dangerous first. */
export function PreviewResult({ preview }: { readonly preview: Preview }) {
  const { applications, held, problems } = preview;
  const of = (change: PreviewRowFragment['change']) => applications.filter((one) => one.change === change);
  const errors = problems.some(({ severity }) => severity === 'ERROR');
  const empty = applications.length === 0;
  return (
    <>
      {held && (
        <div className="block block-held">
          <h2 className="tone-held">
            <Mark tone="held" /> It would wait for a person
          </h2>
          <p>{held.message}</p>
        </div>
      )}
      {problems.length > 0 && <Conditions conditions={problems} />}
      {empty && errors ? (
        <p>Nothing would happen: a set with an error changes nothing.</p>
      ) : (
        <p className="preview-summary">{summaryOf(preview)}</p>
      )}
      <Group title="Withdrawn" sign="−" applications={of('WITHDRAWN')} />
      <Group title="Changed" sign="~" applications={of('CHANGED')} />
      <Group title="Created" sign="+" applications={of('CREATED')} />
      <Group title="As they are" sign="=" applications={of('UNCHANGED')} />
    </>
  );
}

interface GroupProps {
  readonly title: string;
  readonly sign: string;
  readonly applications: readonly PreviewRowFragment[];
}

function Group({ title, sign, applications }: GroupProps) {
  if (applications.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2>
        {title} <span className="quiet">{applications.length}</span>
      </h2>
      <ul className="preview-list">
        {applications.map((one) => (
          <Line key={`${one.project}/${one.name}`} one={one} sign={sign} />
        ))}
      </ul>
    </section>
  );
}

/** What it says is made when somebody opens it: there may be a thousand. */
function Line({ one, sign }: { readonly one: PreviewRowFragment; readonly sign: string }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className={`preview-sign sign-${one.change.toLowerCase()}`} aria-hidden="true">
            {sign}
          </span>
          <span className="preview-name">{one.name}</span>
          <span className="quiet">
            {[one.cluster, one.generator?.replace(/^spec\./, '')].filter(Boolean).join(' · ')}
          </span>
        </summary>
        {open && <Details one={one} />}
      </details>
    </li>
  );
}

function Details({ one }: { readonly one: PreviewRowFragment }) {
  const params = paramLines(one.params);
  return (
    <div className="preview-details">
      {params.length > 0 && (
        <dl className="facts" aria-label="Parameters">
          {params.map(([name, text]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {one.before ? <Unified lines={lineDiff(one.before, one.manifest)} /> : <Manifest text={one.manifest} />}
    </div>
  );
}
