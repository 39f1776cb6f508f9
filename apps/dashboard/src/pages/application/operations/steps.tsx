import type { OperationDetailFragment } from '../../../api/operations.generated.ts';
import type { Tone } from '../../../model/tone.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Took } from './took.tsx';

type Step = OperationDetailFragment['steps'][number];

const toneOf = ({ failed, startedAt, finishedAt }: Step): Tone =>
  failed > 0 ? 'failed' : finishedAt ? 'done' : startedAt ? 'moving' : 'unknown';

/** Phase by phase and wave by wave: how far each is, and how long it took. */
export const Steps = ({ steps }: { readonly steps: readonly Step[] }) =>
  steps.length > 0 && (
    <ol className="steps" aria-label="Steps">
      {steps.map((step) => (
        <li key={`${step.phase} ${step.wave}`}>
          <Mark tone={toneOf(step)} />
          <span>
            {step.phase} <span className="quiet">wave {step.wave}</span>
          </span>
          <span>
            {step.done} of {step.total}
            {step.failed > 0 && <span className="tone-failed">, {step.failed} failed</span>}
          </span>
          <Took from={step.startedAt} to={step.finishedAt} />
        </li>
      ))}
    </ol>
  );
