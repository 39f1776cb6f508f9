const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** "12 s", "3 min", "2 h", "5 d", "7 mo", "2 y": the largest unit, rounded down. Below five seconds: "now". */
function amount(ms: number): string {
  if (ms < 5 * second) return 'now';
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < day) return `${Math.floor(ms / hour)} h`;
  if (ms < 60 * day) return `${Math.floor(ms / day)} d`;
  if (ms < 730 * day) return `${Math.floor(ms / (30 * day))} mo`;
  return `${Math.floor(ms / (365 * day))} y`;
}

/** How long ago, or in how long. Both in milliseconds since 1970; clocks may differ, so the near future is "now". */
export function relative(at: number, now: number): string {
  const past = now - at;
  if (past >= -5 * second) return amount(Math.max(0, past));
  return `in ${amount(-past)}`;
}

/** The exact time for a hover: local, with seconds and the zone's name. */
export const exact = (at: number): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' }).format(at);

/** How long something took: "0.4 s", "12 s", "3 min 5 s". */
export function duration(ms: number): string {
  if (ms < 10 * second) return `${(ms / second).toFixed(1)} s`;
  if (ms < minute) return `${Math.round(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min ${Math.floor((ms % minute) / second)} s`;
  return `${Math.floor(ms / hour)} h ${Math.floor((ms % hour) / minute)} min`;
}
