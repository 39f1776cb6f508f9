import { Checkbox } from 'react-aria-components';
import { noCalendar, type CalendarDraft, type How, type WindowDraft } from '../../../model/window-draft.ts';
import { Button } from '../../../parts/button.tsx';
import { Field } from '../../../parts/field.tsx';
import { ownZone } from '../../../parts/when.tsx';
import { SelectionFields } from '../selection-fields.tsx';
import type { Preview } from './use-preview-window.ts';

type Problems = Preview['problems'];

interface Props {
  readonly draft: WindowDraft;
  readonly isNew: boolean;
  readonly taken: boolean;
  readonly problems: Problems;
  readonly onChange: (draft: WindowDraft) => void;
}

/** What is wrong with a field, in one sentence. */
export function problemAt(problems: Problems, field: string): string | undefined {
  const found = problems.find((one) => one.field === field);
  return found && [`It ${found.message}`, found.hint].filter(Boolean).join(': ');
}

const known = new Set(
  ['name', 'cron', 'rule', 'start', 'from', 'to'].flatMap((one) => [`metadata.${one}`, `spec.schedule.${one}`]),
)
  .add('spec.duration')
  .add('spec.spread')
  .add('spec.timeZone');

/** The fields of a window. Those of other ways to say its times are not shown. */
export function EditorFields({ draft, isNew, taken, problems, onChange }: Props) {
  const set = (change: Partial<WindowDraft>): void => onChange({ ...draft, ...change });
  const rest = problems.filter(({ field }) => !known.has(field));
  return (
    <>
      {isNew && (
        <Field
          label="Name"
          required
          placeholder="business-hours"
          value={draft.name}
          onChange={(name) => set({ name })}
          problem={
            taken ? 'A window of that name is there already: open it from the list.' : nameProblem(draft, problems)
          }
        />
      )}
      <Choices
        label="While it is active, syncs are"
        options={[
          ['deny', 'denied'],
          ['allow', 'allowed, and denied else'],
        ]}
        value={draft.kind}
        onChange={(kind) => set({ kind })}
      />
      <TimeFields draft={draft} problems={problems} set={set} />
      <Calendars calendars={draft.calendars} onChange={(calendars) => set({ calendars })} />
      <SelectionFields value={draft.selection} onChange={(selection) => set({ selection })} />
      <Field
        label="Reason"
        placeholder="People work with it"
        hint="Shown wherever it blocks."
        value={draft.reason}
        onChange={(reason) => set({ reason })}
      />
      <div className="form-pair">
        <Field label="Owner" value={draft.owner} onChange={(owner) => set({ owner })} />
        <Field label="Ticket" value={draft.ticket} onChange={(ticket) => set({ ticket })} />
      </div>
      <Field
        label="Spread"
        placeholder="10m"
        hint="Over how long what waited starts once it may. Empty: all at once."
        value={draft.spread}
        onChange={(spread) => set({ spread })}
        problem={problemAt(problems, 'spec.spread')}
      />
      <Switch label="A person may sync all the same" on={draft.manualSync} set={(manualSync) => set({ manualSync })} />
      <Switch
        label="What runs when it closes may finish"
        on={draft.syncOverrun}
        set={(syncOverrun) => set({ syncOverrun })}
      />
      <Switch label="Drift is undone all the same" on={draft.heals} set={(heals) => set({ heals })} />
      {rest.length > 0 && (
        <ul className="tone-failed" role="alert">
          {rest.map(({ field, message, hint }) => (
            <li key={field + message}>
              {field && <code>{field}</code>} {message}
              {hint && ` (${hint})`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const nameProblem = ({ name }: WindowDraft, problems: Problems): string | undefined =>
  name === '' ? undefined : problemAt(problems, 'metadata.name');

interface TimeProps {
  readonly draft: WindowDraft;
  readonly problems: Problems;
  readonly set: (change: Partial<WindowDraft>) => void;
}

function TimeFields({ draft, problems, set }: TimeProps) {
  const at = (name: string): string | undefined => problemAt(problems, `spec.schedule.${name}`);
  return (
    <>
      <Choices<How>
        label="It is active"
        options={[
          ['cron', 'by a cron'],
          ['rule', 'by a rule'],
          ['dates', 'from – to'],
          ['calendar', 'by calendars only'],
        ]}
        value={draft.how}
        onChange={(how) => set({ how })}
      />
      {draft.how === 'cron' && (
        <div className="form-pair">
          <Field
            label="Cron"
            value={draft.cron}
            onChange={(cron) => set({ cron })}
            problem={at('cron')}
            hint="minute hour day month weekday"
          />
          <Duration draft={draft} problems={problems} set={set} />
        </div>
      )}
      {draft.how === 'rule' && (
        <>
          <Field
            label="Rule"
            placeholder="FREQ=WEEKLY;BYDAY=TU,TH"
            value={draft.rule}
            onChange={(rule) => set({ rule })}
            problem={at('rule')}
            hint="As calendars have it (RFC 5545)."
          />
          <div className="form-pair">
            <Field
              label="Counted from"
              type="datetime-local"
              value={draft.start}
              onChange={(start) => set({ start })}
              problem={at('start')}
            />
            <Duration draft={draft} problems={problems} set={set} />
          </div>
        </>
      )}
      {draft.how === 'dates' && (
        <div className="form-pair">
          <Field
            label="From"
            type={typeOf(draft.from)}
            value={draft.from}
            onChange={(from) => set({ from })}
            problem={at('from')}
          />
          <Field
            label="To"
            type={typeOf(draft.to)}
            value={draft.to}
            onChange={(to) => set({ to })}
            problem={at('to')}
            hint="Empty: without end."
          />
        </div>
      )}
      <Field
        label="Time zone"
        value={draft.timeZone}
        onChange={(timeZone) => set({ timeZone })}
        problem={problemAt(problems, 'spec.timeZone')}
        hint={`For example ${ownZone}, or cluster: the zone of each cluster.`}
      />
    </>
  );
}

/** A time with an offset, or a date, has no input of its own. */
const typeOf = (value: string): 'datetime-local' | 'text' =>
  value === '' || /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(value) ? 'datetime-local' : 'text';

const Duration = ({ draft, problems, set }: TimeProps) => (
  <Field
    label="For"
    value={draft.duration}
    onChange={(duration) => set({ duration })}
    problem={problemAt(problems, 'spec.duration')}
    hint="For example 10h or 1h30m."
  />
);

interface CalendarsProps {
  readonly calendars: readonly CalendarDraft[];
  readonly onChange: (calendars: readonly CalendarDraft[]) => void;
}

function Calendars({ calendars, onChange }: CalendarsProps) {
  const change = (index: number, change: Partial<CalendarDraft>): void =>
    onChange(calendars.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <fieldset className="editor-calendars">
      <legend>Also while an event of a calendar lasts</legend>
      {calendars.map((one, index) => (
        <div key={index} className="form-pair">
          <Field
            label="Calendar"
            placeholder="holidays"
            value={one.name}
            onChange={(name) => change(index, { name })}
          />
          {one.repoURL === '' ? (
            <Field
              label="Its address"
              placeholder="https://example.com/de.ics"
              value={one.url}
              onChange={(url) => change(index, { url })}
            />
          ) : (
            <Field label={`Its file in ${one.repoURL}`} value={one.path} onChange={(path) => change(index, { path })} />
          )}
          <Button
            onPress={() => onChange(calendars.filter((_, at) => at !== index))}
            aria-label={`Take out ${one.name || 'this calendar'}`}
          >
            Take out
          </Button>
        </div>
      ))}
      <p>
        <Button onPress={() => onChange([...calendars, noCalendar])}>Add a calendar by address</Button>
      </p>
    </fieldset>
  );
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [T, string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

const Choices = <T extends string>({ label, options, value, onChange }: ChoicesProps<T>) => (
  <div className="field" role="group" aria-label={label}>
    <span>{label}</span>
    <div className="chips">
      {options.map(([option, words]) => (
        <Button key={option} kind="chip" aria-pressed={option === value} onPress={() => onChange(option)}>
          {words}
        </Button>
      ))}
    </div>
  </div>
);

const Switch = ({
  label,
  on,
  set,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly set: (on: boolean) => void;
}) => (
  <Checkbox isSelected={on} onChange={set} className="check">
    <span className="check-box" aria-hidden="true" />
    {label}
  </Checkbox>
);
