import { countsOnRungs, gapState, reached, rungs, stepsOf, type Revisions } from '../model/ladder.ts';
import type { CountsFieldsFragment, HealthStatus, TargetStage } from '../api/operations.generated.ts';
import { Commit } from './commit.tsx';
import { Mark } from './mark.tsx';

const number = new Intl.NumberFormat('en-GB');

/** Five small steps for a row of a table. */
export function LadderMini({ stage }: { readonly stage: TargetStage }) {
  const count = reached(stage);
  const gap = gapState(stage);
  return (
    <span className="ladder-mini">
      <svg viewBox="0 0 46 10" width="46" height="10" aria-hidden="true" className={`tone-${gap.tone}`}>
        {rungs.map((rung, i) => (
          <rect
            key={rung}
            x={i * 9.5}
            y={i < count ? 1 : 4}
            width="8"
            height={i < count ? 8 : 2}
            rx="1"
            fill={i < count ? 'currentColor' : 'var(--edge-strong)'}
          />
        ))}
      </svg>
      <span className={`word-${gap.tone}`}>{gap.word}</span>
    </span>
  );
}

interface LadderProps {
  readonly stage: TargetStage;
  readonly health: HealthStatus;
  readonly revisions: Revisions;
}

/** The ladder of one target: a bar of five steps, with the commit that stands on each. */
export function Ladder({ stage, health, revisions }: LadderProps) {
  const gap = gapState(stage, health);
  return (
    <ol className="ladder" aria-label={`Ladder: ${gap.word}`}>
      {stepsOf(stage, revisions).map((step) => (
        <li
          key={step.name}
          className={
            step.reached ? 'ladder-step reached' : step.current ? `ladder-step current tone-${gap.tone}` : 'ladder-step'
          }
        >
          <span className="ladder-bar" />
          <span className="ladder-name">
            {step.reached ? (
              <Mark tone="done" size={10} />
            ) : (
              <Mark tone={step.current ? gap.tone : 'unknown'} size={10} />
            )}
            {step.name}
          </span>
          <span className="ladder-detail">
            <Commit id={step.revision} />
            {step.current && <span className={`tone-${gap.tone}`}>{gap.word}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The ladder of many: how many have reached each rung. */
export function LadderOfCounts({ counts }: { readonly counts: CountsFieldsFragment }) {
  const on = countsOnRungs(counts);
  return (
    <ol className="ladder ladder-counts" aria-label="How many targets have reached each rung">
      {rungs.map((rung) => (
        <li key={rung} className="ladder-step">
          <span className="ladder-bar">
            <span style={{ inlineSize: counts.total ? `${(100 * on[rung]) / counts.total}%` : 0 }} />
          </span>
          <span className="ladder-name">{rung}</span>
          <span className="ladder-detail">{number.format(on[rung])}</span>
        </li>
      ))}
    </ol>
  );
}
