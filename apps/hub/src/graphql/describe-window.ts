import type { Interval, Verdict } from '@wheelhouse/core-windows';
import type { WindowIntervalModel, WindowVerdictModel } from './models/sync-window.model.ts';

export const date = (instant: number | undefined): Date | null => (instant === undefined ? null : new Date(instant));

export const describeVerdict = ({ allowed, reason, until, next, windows }: Verdict): WindowVerdictModel => ({
  ...{ allowed, reason, windows: [...windows] },
  ...{ until: date(until), next: date(next) },
});

export const describeInterval = (one: Interval): WindowIntervalModel => ({
  from: new Date(one.from),
  to: new Date(one.to),
  automatic: describeVerdict(one.automatic),
  manual: describeVerdict(one.manual),
});
