/** The instants at which a schedule fires, in milliseconds since the epoch. */
export interface Fires {
  /** The first one after an instant; undefined where there is none within the horizon. */
  after(instant: number): number | undefined;
  /** The last one up to an instant, which must not lie before the fire that is given; that one where there is none later. */
  upTo(instant: number, fire: number): number;
}

/**
 * How far ahead schedules are followed: what does not happen within 40 years counts as never. A cron that fires at all does so
 * within 8 years, and weekdays meet dates and leap years in each 28.
 */
export const HORIZON_YEARS = 40;
