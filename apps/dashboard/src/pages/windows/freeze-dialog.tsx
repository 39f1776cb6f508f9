import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { useMutation } from 'urql';
import { FreezeDocument } from '../../api/operations.generated.ts';
import { noSelection, selectionOf, selectionWords } from '../../model/window-selection.ts';
import { announce } from '../../parts/announcer.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { When } from '../../parts/when.tsx';
import { SelectionFields, selectionFits, useAffected } from './selection-fields.tsx';

const number = new Intl.NumberFormat('en-GB');

/** `1,204 applications`, or what is selected where they cannot be counted. */
export const affectedWords = (count: number | undefined, selection: ReturnType<typeof selectionOf>): string =>
  count === undefined
    ? `the applications of ${selectionWords(selection)}`
    : `${number.format(count)} application${count === 1 ? '' : 's'}${selection ? ` (${selectionWords(selection)})` : ''}`;

interface Props {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Stops all syncs, or those of a selection: what it stops is said before it is done. */
export function FreezeDialog({ onClose, onDone }: Props) {
  const [asked, setAsked] = useState({ reason: '', ticket: '', until: '', heal: false });
  const [part, setPart] = useState(noSelection);
  const [{ fetching, error }, freeze] = useMutation(FreezeDocument);
  const selection = selectionOf(part);
  const affected = affectedWords(useAffected(part), selection);
  const past = asked.until !== '' && Date.parse(asked.until) <= Date.now();
  const submit = async (): Promise<void> => {
    const { reason, ticket, until, heal } = asked;
    const end = until ? new Date(until).toISOString() : null;
    const done = await freeze({ input: { reason, ticket: ticket || null, until: end, heal, selection } });
    if (done.error) return;
    announce(`Frozen: ${affected}.`);
    onDone();
  };
  return (
    <FormDialog
      title="Freeze syncs"
      action={selection ? 'Freeze this part' : 'Freeze everything'}
      danger
      busy={fetching}
      ready={asked.reason.trim() !== '' && !past && selectionFits(part)}
      error={error}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Field label="Reason" required value={asked.reason} onChange={(reason) => setAsked({ ...asked, reason })} />
      <div className="form-pair">
        <Field label="Ticket" value={asked.ticket} onChange={(ticket) => setAsked({ ...asked, ticket })} />
        <Field
          label="Until"
          type="datetime-local"
          hint="Empty: until someone ends it."
          value={asked.until}
          onChange={(until) => setAsked({ ...asked, until })}
          problem={past ? 'This is over already.' : undefined}
        />
      </div>
      <SelectionFields value={part} onChange={setPart} />
      <Checkbox isSelected={asked.heal} onChange={(heal) => setAsked({ ...asked, heal })} className="check">
        <span className="check-box" aria-hidden="true" />
        Still undo drift
      </Checkbox>
      <p className="says">
        Stops every sync of <b>{affected}</b>, by itself and by hand, at once and on every cluster,{' '}
        {asked.until && !past ? (
          <>
            until <When at={asked.until} />
          </>
        ) : (
          'until someone ends it'
        )}
        . What Git says meanwhile waits.
      </p>
    </FormDialog>
  );
}
