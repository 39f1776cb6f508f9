/** How one run of a reconciler ended: all is done; look again later; or nothing helps but a change of the input. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'stalled'; readonly reason: string };

export const done: Outcome = { kind: 'done' };
export const wait = (afterMs: number, reason: string): Outcome => ({ kind: 'wait', afterMs, reason });
export const stalled = (reason: string): Outcome => ({ kind: 'stalled', reason });

/** `transient`: soon again; `permanent`: only a change of the input helps, so seldom. */
export const errorClasses = ['transient', 'permanent'] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** An error may say its class itself; what says nothing is transient. */
export const classifyError = (error: unknown): ErrorClass =>
  typeof error === 'object' && error !== null && 'errorClass' in error && error.errorClass === 'permanent'
    ? 'permanent'
    : 'transient';
