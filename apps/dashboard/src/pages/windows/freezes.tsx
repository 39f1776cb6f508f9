import { useState } from 'react';
import { useMutation } from 'urql';
import { EndWindowDocument, type WindowRowFragment } from '../../api/operations.generated.ts';
import { problemOf } from '../../api/problem.ts';
import { datesOf } from '../../model/schedule-words.ts';
import { selectionWords, storedSelection } from '../../model/window-selection.ts';
import { Ago } from '../../parts/ago.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Mark } from '../../parts/mark.tsx';
import { When } from '../../parts/when.tsx';

interface Props {
  readonly freezes: readonly WindowRowFragment[];
  readonly mayEnd: boolean;
  readonly onEnded: () => void;
}

/** What is frozen now: one banner, a line for each freeze, and the button that ends it. */
export function Freezes({ freezes, mayEnd, onEnded }: Props) {
  const [ending, setEnding] = useState<WindowRowFragment>();
  const [{ fetching }, end] = useMutation(EndWindowDocument);
  const confirmed = async (): Promise<void> => {
    const { error } = await end({ name: ending!.id });
    announce(error ? `${problemOf(error).message} (${problemOf(error).code})` : `${ending!.id} is over.`);
    onEnded();
  };
  if (freezes.length === 0) return null;
  return (
    <section className="block block-held freezes" aria-labelledby="frozen">
      <h2 id="frozen">
        <Mark tone="held" /> Frozen
      </h2>
      <ul>
        {freezes.map((freeze) => (
          <li key={freeze.id}>
            <FreezeLine freeze={freeze} />
            {mayEnd && (
              <Button isDisabled={fetching} onPress={() => setEnding(freeze)} aria-label={`End it… ${freeze.id}`}>
                End it…
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        title={`End ${ending?.id}?`}
        action="End the freeze"
        isOpen={ending !== undefined}
        onClose={() => setEnding(undefined)}
        onConfirm={() => void confirmed()}
      >
        <p>What it held starts at once, as far as no other window holds it.</p>
      </Confirm>
    </section>
  );
}

const FreezeLine = ({ freeze }: { readonly freeze: WindowRowFragment }) => (
  <div>
    <p className="said">
      <b>{freeze.why || 'No reason is given'}</b>
      {': '}
      {selectionWords(storedSelection(freeze.manifest ?? ''))}
    </p>
    <p className="quiet">
      {freeze.createdBy && `by ${freeze.createdBy}, `}since <Ago at={datesOf(freeze.schedule)?.from} suffix />,{' '}
      {freeze.until ? (
        <>
          until <When at={freeze.until} />
        </>
      ) : (
        'until someone ends it'
      )}
      {freeze.heals && ' · drift is undone still'} · <code>{freeze.id}</code>
    </p>
  </div>
);
