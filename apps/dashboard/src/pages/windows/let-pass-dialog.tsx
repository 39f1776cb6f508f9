import { useState } from 'react';
import { useMutation } from 'urql';
import { LetPassDocument } from '../../api/operations.generated.ts';
import { noSelection, selectionOf } from '../../model/window-selection.ts';
import { announce } from '../../parts/announcer.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { When } from '../../parts/when.tsx';
import { affectedWords } from './freeze-dialog.tsx';
import { SelectionFields, selectionFits, useAffected } from './selection-fields.tsx';

interface Props {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const split = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** An exception: for a time, windows do not count for a selection. It ends by itself. */
export function LetPassDialog({ onClose, onDone }: Props) {
  const [asked, setAsked] = useState({ reason: '', ticket: '', from: '', to: '', windows: '' });
  const [part, setPart] = useState(noSelection);
  const [{ fetching, error }, letPass] = useMutation(LetPassDocument);
  const selection = selectionOf(part);
  const affected = affectedWords(useAffected(part), selection);
  const backwards = asked.to !== '' && Date.parse(asked.to) <= (asked.from ? Date.parse(asked.from) : Date.now());
  const { reason, ticket, from, to } = asked;
  const windows = split(asked.windows);
  const submit = async (): Promise<void> => {
    const begin = from ? new Date(from).toISOString() : null;
    const end = new Date(to).toISOString();
    const done = await letPass({ input: { reason, ticket, from: begin, to: end, windows, selection } });
    if (done.error) return;
    announce(`Lets pass: ${affected}.`);
    onDone();
  };
  return (
    <FormDialog
      title="Let pass"
      action="Let pass"
      busy={fetching}
      ready={reason.trim() !== '' && ticket.trim() !== '' && to !== '' && !backwards && selectionFits(part)}
      error={error}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Field label="Reason" required value={reason} onChange={(typed) => setAsked({ ...asked, reason: typed })} />
      <Field label="Ticket" required value={ticket} onChange={(typed) => setAsked({ ...asked, ticket: typed })} />
      <div className="form-pair">
        <Field
          label="From"
          type="datetime-local"
          hint="Empty: now."
          value={from}
          onChange={(typed) => setAsked({ ...asked, from: typed })}
        />
        <Field
          label="Until"
          type="datetime-local"
          required
          value={to}
          onChange={(typed) => setAsked({ ...asked, to: typed })}
          problem={backwards ? 'It ends before it begins.' : undefined}
        />
      </div>
      <Field
        label="Windows"
        placeholder="business-hours, shop/0"
        hint="Empty: all windows but freezes. To pass a freeze, name it."
        value={asked.windows}
        onChange={(typed) => setAsked({ ...asked, windows: typed })}
      />
      <SelectionFields value={part} onChange={setPart} />
      <p className="says">
        Lets <b>{affected}</b> sync in spite of {windows.length > 0 ? windows.join(', ') : 'every window but freezes'}
        {to && !backwards && (
          <>
            {' '}
            until <When at={to} />
          </>
        )}
        . It ends by itself and is in the history.
      </p>
    </FormDialog>
  );
}
