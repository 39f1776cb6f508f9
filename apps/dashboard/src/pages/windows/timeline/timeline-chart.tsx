import { useRef, useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { countWords, placeOf, shadeWords, waitingWords, type Bar, type Shade } from '../../../model/timeline-rows.ts';
import { clockTime, timeTicks, type Tick } from '../../../model/time-ticks.ts';
import { clock } from '../../../parts/clock.ts';
import { Mark } from '../../../parts/mark.tsx';
import { ownZone } from '../../../parts/when.tsx';
import { useSize } from '../../fleet/use-size.ts';
import { Patterns, swatchOf } from './patterns.tsx';
import type { TimelineRow } from './use-timeline.ts';

interface Props {
  readonly rows: readonly TimelineRow[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly ticks: readonly Tick[];
  readonly now: number;
}

interface Place {
  readonly row: number;
  readonly bar: number;
}

const NAME_PX = 296;
const number = new Intl.NumberFormat('en-GB');
const shades = ['open', 'by-hand', 'closed', 'mixed'] as const satisfies readonly Shade[];

const xOf = ({ from, to, width }: Axis, at: number): number => Math.round(((at - from) / (to - from)) * width);

/** "closed, Mon 23 Nov 08:00 to 18:00: denied by …"; what runs over the edge of the axis says so. */
function barWords(bar: Bar, { from, to, now }: Axis): string {
  const time = (at: number): string => clockTime(at, now, ownZone);
  const begin = bar.from <= from ? 'from before' : time(bar.from);
  const end = bar.to >= to ? 'past what is shown' : time(bar.to);
  return `${shadeWords[bar.shade]}, ${begin} to ${end}: ${bar.reason}`;
}

/**
 * Rows by time. One bar is in the tab order; ← → go along a row, ↑ ↓ to the bar at the same time of the next row. What a
 * bar means is said under the chart, so that nothing covers what one looks at.
 */
export function TimelineChart({ rows, from, to }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const now = useSyncExternalStore(clock.subscribe, () => Math.floor(clock.now() / 60_000) * 60_000);
  const [at, setAt] = useState<Place>({ row: 0, bar: 0 });
  const [said, setSaid] = useState<Place>();
  const axis = { from, to, width: Math.max(0, width - NAME_PX), ticks: timeTicks(from, to, ownZone), now };
  const go = (place: Place): void => {
    setAt(place);
    box.current?.querySelector<SVGElement>(`[data-place="${place.row}-${place.bar}"]`)?.focus();
  };
  const known = said && rows[said.row]?.bars[said.bar];
  const stop = rows[at.row]?.bars[at.bar] ? at : { row: 0, bar: 0 };
  return (
    <>
      <Patterns />
      <Legend />
      <div
        ref={box}
        className="timeline-grid"
        role="grid"
        aria-label="Timeline"
        onKeyDown={(event) => {
          const next = moved(rows, stop, event.key);
          if (!next || !(event.target as Element).matches('[data-place]')) return;
          event.preventDefault();
          go(next);
        }}
      >
        <AxisRow axis={axis} />
        {rows.map((row, index) => (
          <div key={row.id} role="row" className="timeline-row">
            <RowName row={row} />
            <svg role="presentation">
              <Ticks axis={axis} height={28} />
              {row.bars.map((bar, place) => (
                <BarShape
                  key={bar.from}
                  bar={bar}
                  axis={axis}
                  place={{ row: index, bar: place }}
                  name={row.name}
                  stop={stop.row === index && stop.bar === place}
                  say={setSaid}
                  focused={setAt}
                />
              ))}
              <NowLine axis={axis} height={28} />
            </svg>
          </div>
        ))}
      </div>
      <p className="timeline-says" aria-hidden="true">
        {known ? (
          <>
            <b>{rows[said.row]!.name}</b> {barWords(known, axis)}
          </>
        ) : (
          <span className="quiet">Point at a bar, or walk with the arrow keys, to read why.</span>
        )}
      </p>
    </>
  );
}

/** How many it stands for, how many of those wait, and the name. */
const RowName = ({ row: { name, href, count, waiting } }: { readonly row: TimelineRow }) => (
  <span
    role="rowheader"
    className="timeline-name"
    title={[name, countWords(count), waitingWords(waiting)].filter(Boolean).join(', ')}
  >
    {count !== undefined && <span className="timeline-count">{number.format(count)}</span>}
    {waiting ? (
      <span className="timeline-waiting word-held">
        <Mark tone="held" /> {number.format(waiting)}
      </span>
    ) : null}
    {href ? (
      <Link data-row to={href}>
        {name}
      </Link>
    ) : (
      name
    )}
  </span>
);

/** Where an arrow key leads; undefined for other keys and past the ends. */
function moved(rows: readonly TimelineRow[], { row, bar }: Place, key: string): Place | undefined {
  const bars = rows[row]!.bars;
  if (key === 'ArrowRight' && bar + 1 < bars.length) return { row, bar: bar + 1 };
  if (key === 'ArrowLeft' && bar > 0) return { row, bar: bar - 1 };
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const other = step === 0 ? undefined : rows[row + step]?.bars;
  if (!other || other.length === 0) return undefined;
  const place = other.findIndex(({ to }) => to > bars[bar]!.from);
  return { row: row + step, bar: Math.max(0, place) };
}

interface BarProps {
  readonly bar: Bar;
  readonly axis: Axis;
  readonly place: Place;
  readonly name: string;
  readonly stop: boolean;
  readonly say: (place: Place) => void;
  readonly focused: (place: Place) => void;
}

const LETTER_PX = 16;
const WORD_PX = 76;

function BarShape({ bar, axis, place, name, stop, say, focused }: BarProps) {
  const part = placeOf(bar, axis.from, axis.to);
  if (!part || axis.width === 0) return null;
  const x = part.x * axis.width;
  const width = Math.max(1, part.width * axis.width - 1);
  const word = shadeWords[bar.shade];
  const shape = { x, width, y: 5, height: 18, rx: 2 };
  return (
    <>
      <rect
        {...shape}
        className="bar"
        fill={swatchOf(bar.shade)}
        role="gridcell"
        tabIndex={stop ? 0 : -1}
        data-place={`${place.row}-${place.bar}`}
        aria-label={`${name}: ${barWords(bar, axis)}`}
        onPointerEnter={() => say(place)}
        onFocus={() => (say(place), focused(place))}
      />
      <rect {...shape} className="bar-frame" />
      {(width >= WORD_PX || (width >= LETTER_PX && bar.shade !== 'open')) && (
        <text className="bar-word" x={x + 5} y={18} aria-hidden="true">
          {width >= WORD_PX ? word : word[0]!.toUpperCase()}
        </text>
      )}
    </>
  );
}

const Ticks = ({ axis, height }: { readonly axis: Axis; readonly height: number }) =>
  axis.ticks.map((tick) => (
    <line
      key={tick.at}
      className={tick.note ? 'tick tick-odd' : 'tick'}
      x1={xOf(axis, tick.at) + 0.5}
      x2={xOf(axis, tick.at) + 0.5}
      y1={0}
      y2={height}
    />
  ));

const NowLine = ({ axis, height }: { readonly axis: Axis; readonly height: number }) =>
  axis.now >= axis.from && axis.now < axis.to ? (
    <line className="now-line" x1={xOf(axis, axis.now)} x2={xOf(axis, axis.now)} y1={0} y2={height} />
  ) : null;

/** The marks of the days, and how long a day is on which the clocks change. */
function AxisRow({ axis }: { readonly axis: Axis }) {
  const room = 84;
  let free = -Infinity;
  const labelled = axis.ticks.filter((tick) => {
    const x = xOf(axis, tick.at);
    if (!tick.note && (x < free || x + 40 > axis.width)) return false;
    free = x + room;
    return true;
  });
  const now = axis.now >= axis.from && axis.now < axis.to ? xOf(axis, axis.now) : undefined;
  return (
    <div className="timeline-row timeline-axis" aria-hidden="true">
      <span />
      <svg>
        {labelled.map((tick) => (
          <text key={tick.at} x={xOf(axis, tick.at) + 3} y={14}>
            {tick.label}
            {tick.note && <tspan className="tick-note"> {tick.note}</tspan>}
          </text>
        ))}
        {now !== undefined && (
          <text className="now-word" x={now} y={32} textAnchor="middle">
            now
          </text>
        )}
      </svg>
    </div>
  );
}

const Legend = () => (
  <ul className="timeline-legend">
    {shades.map((shade) => (
      <li key={shade}>
        <svg width="20" height="12" aria-hidden="true">
          <rect width="20" height="12" rx="2" fill={swatchOf(shade)} />
        </svg>
        {shadeWords[shade]}
      </li>
    ))}
  </ul>
);
