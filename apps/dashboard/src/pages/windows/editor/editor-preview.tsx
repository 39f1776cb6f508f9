import { Link } from 'react-router';
import { Failure } from '../../../parts/states.tsx';
import { pathOf } from '../../../model/paths.ts';
import { spanWords } from '../../../model/time-ticks.ts';
import type { WindowDraft } from '../../../model/window-draft.ts';
import { Ago } from '../../../parts/ago.tsx';
import { Mark } from '../../../parts/mark.tsx';
import { ownZone } from '../../../parts/when.tsx';
import type { AskedPreview, Preview } from './use-preview-window.ts';

const number = new Intl.NumberFormat('en-GB');

const words = (from: string, to: string | null, zone: string): string =>
  spanWords(Date.parse(from), to === null ? null : Date.parse(to), zone);

/** When the window would be active next, and for whom; it follows the fields. */
export function EditorPreview({ draft, asked }: { readonly draft: WindowDraft; readonly asked: AskedPreview }) {
  const { preview, error, busy } = asked;
  if (error && !preview) return <Failure error={error} retry={() => location.reload()} />;
  if (!preview) return <p className="quiet">Asking…</p>;
  if (preview.problems.length > 0)
    return <p className="quiet">Once the fields are right, here stands when it is active next, and for whom.</p>;
  return (
    <div className="editor-preview" aria-live="polite" aria-busy={busy}>
      {preview.warnings.map(({ field, message }) => (
        <p key={field + message} className="tone-degraded">
          <Mark tone="degraded" /> <code>{field}</code> {message}
        </p>
      ))}
      <Openings kind={draft.kind} preview={preview} />
      <Affected preview={preview} />
    </div>
  );
}

function Openings({ kind, preview }: { readonly kind: WindowDraft['kind']; readonly preview: Preview }) {
  const zone = preview.timeZone ?? 'UTC';
  const both = zone !== ownZone;
  const { openings, unread } = preview;
  return (
    <section className="section" aria-labelledby="openings">
      <h2 id="openings">{kind === 'allow' ? 'The next openings' : 'The next times in which it denies'}</h2>
      {unread.length > 0 && (
        <p className="quiet">
          Without {unread.join(', ')}: a calendar is read once the window is saved, and the window blocks until then.
        </p>
      )}
      {openings.length === 0 && unread.length === 0 && (
        <p className="tone-degraded">
          <Mark tone="degraded" /> It is never active{kind === 'allow' ? ', so what it is for never syncs' : ''}.
        </p>
      )}
      {openings.length > 0 && (
        <table className="openings">
          <thead>
            <tr>
              <th scope="col">{zone}</th>
              {both && <th scope="col">yours, {ownZone}</th>}
              <th scope="col">
                <span className="hidden">how soon</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {openings.map(({ from, to }) => (
              <tr key={from}>
                <td>{words(from, to, zone)}</td>
                {both && <td className="quiet">{words(from, to, ownZone)}</td>}
                <td className="quiet">
                  <Ago at={from} suffix />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Affected({ preview: { affected } }: { readonly preview: Preview }) {
  const { total, clusters, applications } = affected;
  return (
    <section className="section" aria-labelledby="affected">
      <h2 id="affected">Who is affected</h2>
      {total === 0 ? (
        <p>
          <Mark tone="unknown" /> Nobody, as the fleet is now.
        </p>
      ) : (
        <details>
          <summary>
            <b>{number.format(total)}</b> application{total === 1 ? '' : 's'} on {number.format(clusters)} cluster
            {clusters === 1 ? '' : 's'}
          </summary>
          <ul className="affected">
            {applications.map((one) => (
              <li key={one.id}>
                <Link to={pathOf.application(one)}>{one.name}</Link>{' '}
                <span className="quiet">
                  {one.project}
                  {one.cluster && ` · ${one.cluster}`}
                </span>
              </li>
            ))}
            {total > applications.length && (
              <li className="quiet">and {number.format(total - applications.length)} more</li>
            )}
          </ul>
        </details>
      )}
    </section>
  );
}
