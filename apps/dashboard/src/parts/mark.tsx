import type { State, Tone } from '../model/tone.ts';

/** One shape per tone, so that state is never colour alone. */
const shapes: Readonly<Record<Tone, React.ReactNode>> = {
  done: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  moving: (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.75a4.25 4.25 0 0 0 0 8.5z" fill="currentColor" />
    </>
  ),
  held: (
    <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.75" strokeDasharray="2.2 1.6" />
  ),
  degraded: <path d="M6 .9 11.6 10.9H.4z" fill="currentColor" />,
  failed: <path d="m2 2 8 8M10 2l-8 8" stroke="currentColor" strokeWidth="2.4" />,
  unknown: <path d="M2 6h8" stroke="currentColor" strokeWidth="2.2" />,
};

export const Mark = ({ tone, size = 12 }: { readonly tone: Tone; readonly size?: number }) => (
  <svg className={`mark tone-${tone}`} viewBox="0 0 12 12" width={size} height={size} aria-hidden="true">
    {shapes[tone]}
  </svg>
);

/** A mark with its word. */
export const StateWord = ({ state, title }: { readonly state: State; readonly title?: string | null }) => (
  <span className={`state word-${state.tone}`} title={title ?? undefined}>
    <Mark tone={state.tone} />
    {state.word}
  </span>
);
