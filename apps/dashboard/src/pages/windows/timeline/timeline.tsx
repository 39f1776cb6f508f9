import { useEffect, useEffectEvent } from 'react';
import { zooms } from '../../../model/timeline-span.ts';
import { Button } from '../../../parts/button.tsx';
import { SearchBox } from '../../../parts/search-box.tsx';
import { Aged, Failure, Loading } from '../../../parts/states.tsx';
import { useNarrow } from '../../../parts/use-narrow.ts';
import { ownZone } from '../../../parts/when.tsx';
import { ComingChanges } from './coming-changes.tsx';
import { TimelineChart } from './timeline-chart.tsx';
import { rowKinds, useTimeline, type TimelineChoice } from './use-timeline.ts';

const number = new Intl.NumberFormat('en-GB');

/** When what may sync: rows by time on a wide page, the coming changes on a narrow one. `version` grows as windows change. */
export function Timeline({ version }: { readonly version: string }) {
  const { asked, choice, span, found } = useTimeline();
  const narrow = useNarrow();
  const again = useEffectEvent(asked.refetch);
  useEffect(() => again(), [version]);
  return (
    <section className="timeline" aria-labelledby="timeline">
      <h2 id="timeline">
        When what may sync{' '}
        {found && found.shown < found.total && (
          <span className="quiet">
            the first {found.shown} of {number.format(found.total)} applications; filter for others
          </span>
        )}
      </h2>
      <Tools choice={choice} />
      {choice.problems.length > 0 && <p className="tone-failed">{choice.problems.join(' ')}</p>}
      {found && <Aged asked={asked} retry={asked.refetch} />}
      {!found &&
        (asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what="the timeline" />)}
      {found?.rows.length === 0 && <p className="quiet">No application fits this filter.</p>}
      {found && found.rows.length > 0 && narrow && <ComingChanges rows={found.rows} />}
      {found && found.rows.length > 0 && !narrow && <TimelineChart rows={found.rows} {...span} />}
      <p className="quiet">
        Times in {ownZone}. What is past is shown as the windows of today judge it; what was held then is in the
        history.
      </p>
    </section>
  );
}

const Tools = ({ choice }: { readonly choice: TimelineChoice }) => (
  <div className="timeline-tools">
    <SearchBox text={choice.q} label="Filter applications: project:shop cluster:prod-*" />
    <div className="chips" role="group" aria-label="Rows">
      {rowKinds.map((kind) => (
        <Choice key={kind} on={choice.rows === kind} choose={() => choice.set('rows', kind)} name={kind} />
      ))}
    </div>
    <div className="chips" role="group" aria-label="Time">
      <Button kind="chip" onPress={() => choice.set('screens', String(choice.screens - 1))}>
        ← earlier
      </Button>
      <Button kind="chip" isDisabled={choice.screens === 0} onPress={() => choice.set('screens', undefined)}>
        now
      </Button>
      <Button kind="chip" onPress={() => choice.set('screens', String(choice.screens + 1))}>
        later →
      </Button>
      {zooms.map((zoom) => (
        <Choice key={zoom} on={choice.zoom === zoom} choose={() => choice.set('zoom', zoom)} name={zoom} />
      ))}
    </div>
  </div>
);

interface ChoiceProps {
  readonly on: boolean;
  readonly choose: () => void;
  readonly name: string;
}

const Choice = ({ on, choose, name }: ChoiceProps) => (
  <Button kind="chip" aria-pressed={on} onPress={choose}>
    {name}
  </Button>
);
