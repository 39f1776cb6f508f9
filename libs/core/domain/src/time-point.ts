/** A time as people write it: an instant, or a local time that a zone makes one. Milliseconds; local ones as if they were UTC. */
export type TimePoint = { readonly instant: number } | { readonly local: number };

const FORM = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?([Zz]|[-+]\d{2}:\d{2})?)?$/;

/** RFC 3339, with seconds and offset left out where one likes, or a date alone for its midnight; undefined where it is none. */
export function parseTimePoint(text: string): TimePoint | undefined {
  const parts = FORM.exec(text);
  if (!parts) return undefined;
  const [, date = '', time = '00:00', seconds = ':00', offset] = parts;
  const local = Date.parse(`${date}T${time}${seconds}Z`);
  // `Date` turns 30 February into 2 March.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 10) !== date) return undefined;
  if (offset === undefined) return { local };
  const instant = Date.parse(`${date}T${time}${seconds}${offset.toUpperCase()}`);
  return Number.isNaN(instant) ? undefined : { instant };
}
