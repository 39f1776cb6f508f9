import { Link } from 'react-router';
import type { ApplicationFilter, CountsFieldsFragment } from '../api/operations.generated.ts';
import { applicationsPath } from '../model/query-text.ts';
import type { Tone } from '../model/tone.ts';
import { Mark } from './mark.tsx';

interface Item {
  readonly tone: Tone;
  readonly word: string;
  readonly count: (counts: CountsFieldsFragment) => number;
  readonly filter: ApplicationFilter;
}

const items: readonly Item[] = [
  { tone: 'failed', word: 'failing', count: (c) => c.failing, filter: { failing: true } },
  { tone: 'degraded', word: 'degraded', count: (c) => c.degraded, filter: { health: ['DEGRADED'] } },
  { tone: 'failed', word: 'missing', count: (c) => c.missing, filter: { health: ['MISSING'] } },
  { tone: 'held', word: 'held', count: (c) => c.held, filter: { stage: ['HELD'] } },
  { tone: 'unknown', word: 'not sent', count: (c) => c.notSent, filter: { stage: ['NOT_SENT'] } },
  {
    tone: 'moving',
    word: 'moving',
    count: (c) => c.inFlight + c.settling,
    filter: { stage: ['IN_FLIGHT', 'SETTLING'] },
  },
  { tone: 'unknown', word: 'health unknown', count: (c) => c.unknown, filter: { health: ['UNKNOWN'] } },
  { tone: 'done', word: 'done', count: (c) => c.done, filter: { stage: ['DONE'] } },
];
const number = new Intl.NumberFormat('en-GB');

/** How many targets are in which state, each a link to them; what is none is left out, except what is done. */
export const CountsLine = ({
  counts,
  within = {},
}: {
  readonly counts: CountsFieldsFragment;
  readonly within?: ApplicationFilter;
}) => (
  <ul className="counts">
    {items
      .filter((item) => item.word === 'done' || item.count(counts) > 0)
      .map((item) => (
        <li key={item.word}>
          <Link to={applicationsPath({ ...within, ...item.filter })} className={`count tone-${item.tone}`}>
            <Mark tone={item.tone} />
            <b>{number.format(item.count(counts))}</b> <span>{item.word}</span>
          </Link>
        </li>
      ))}
  </ul>
);
