/** The pieces of Go's reference time, Mon Jan 2 15:04:05 MST 2006; the first that fits counts, so longer ones come first. */
const CHUNKS =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|01|02|03|04|05|06|002|2006|15|_2006|_2(?!006)|__2|PM|pm|-07:00:00|-070000|-07:00|-0700|-07|Z07:00:00|Z070000|Z07:00|Z0700|Z07|[.,](?:0+|9+)(?![0-9])|1(?!5)|2(?!006)|3|4|5/g;

export interface LayoutPiece {
  /** Text between the chunks, or a chunk of the reference time. */
  readonly chunk: boolean;
  readonly text: string;
}

/** Takes a layout apart. `_2006` is an underscore and a year; `.000` counts as a fraction after the seconds only when parsed. */
export function piecesOf(layout: string): LayoutPiece[] {
  const pieces: LayoutPiece[] = [];
  let from = 0;
  for (const match of layout.matchAll(CHUNKS)) {
    const underscored = match[0] === '_2006';
    const start = match.index + (underscored ? 1 : 0);
    if (start > from) pieces.push({ chunk: false, text: layout.slice(from, start) });
    pieces.push({ chunk: true, text: underscored ? '2006' : match[0] });
    from = match.index + match[0].length;
  }
  if (from < layout.length) pieces.push({ chunk: false, text: layout.slice(from) });
  return pieces;
}

export const MONTHS: readonly string[] =
  'January February March April May June July August September October November December'.split(' ');
export const WEEKDAYS: readonly string[] = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
