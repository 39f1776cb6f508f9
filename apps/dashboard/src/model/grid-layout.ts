/**
 * Where the cells of the fleet grid lie: every cluster a cell of equal size, in one block per group, blocks packed onto
 * shelves from left to right. The cells are as large as the space allows, so that 10,000 clusters are on one screen.
 */
export interface GridOptions {
  /** Space in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Smallest and largest distance between two cells' origins. Below the smallest, the grid grows taller instead. */
  readonly minPitch?: number;
  readonly maxPitch?: number;
}

export interface GridGroup {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly count: number;
  /** Index of the group's first cell among all cells. */
  readonly first: number;
  /** Width of the block, for its heading. */
  readonly width: number;
}

export interface GridLayout {
  readonly pitch: number;
  /** Side of a cell; the rest of the pitch is the gap. */
  readonly side: number;
  readonly height: number;
  readonly groups: readonly GridGroup[];
}

export const headingHeight = 24;
const groupGap = 16;
/** Room that a heading wants, so that a group of one cell can still be named. */
const headingWidth = 112;

/** Blocks may be so many times as wide as high; the first that lets all fit is taken. The last is the whole width. */
const aspects = [2, 3, 1.4, 5, Number.POSITIVE_INFINITY];

function columnsFor(count: number, pitch: number, { width, aspect }: Shape): number {
  const fit = Math.max(1, Math.floor(width / pitch));
  const named = Math.ceil(headingWidth / pitch);
  return Math.min(fit, Math.max(named, Math.ceil(Math.sqrt(count * aspect))));
}

interface Shape {
  readonly width: number;
  readonly aspect: number;
}

function pack(counts: readonly number[], pitch: number, shape: Shape): GridLayout {
  const { width } = shape;
  const groups: GridGroup[] = [];
  let x = 0;
  let y = 0;
  let shelf = 0;
  let first = 0;
  for (const count of counts) {
    const columns = counts.length === 1 ? Math.max(1, Math.floor(width / pitch)) : columnsFor(count, pitch, shape);
    const blockWidth = Math.max(columns * pitch, Math.min(headingWidth, width));
    const blockHeight = headingHeight + Math.ceil(count / columns) * pitch;
    if (x > 0 && x + blockWidth > width) {
      y += shelf + groupGap;
      x = 0;
      shelf = 0;
    }
    groups.push({ x, y, columns, count, first, width: blockWidth });
    x += blockWidth + groupGap;
    shelf = Math.max(shelf, blockHeight);
    first += count;
  }
  return { pitch, side: pitch - gapOf(pitch), height: y + shelf, groups };
}

const gapOf = (pitch: number): number => (pitch >= 28 ? 4 : pitch >= 16 ? 3 : pitch >= 9 ? 2 : 1);

/** `counts`: cells per group, in the order in which they are shown. */
export function layoutGrid(counts: readonly number[], options: GridOptions): GridLayout {
  const { width, height, minPitch = 5, maxPitch = 40 } = options;
  for (let pitch = maxPitch; pitch > minPitch; pitch--) {
    const fitting = aspects
      .map((aspect) => pack(counts, pitch, { width, aspect }))
      .find((each) => each.height <= height);
    if (fitting) return fitting;
  }
  return pack(counts, minPitch, { width, aspect: Number.POSITIVE_INFINITY });
}

/** Top left corner of a cell. */
export function cellAt(layout: GridLayout, index: number): { readonly x: number; readonly y: number } | undefined {
  const group = layout.groups.find((g) => index >= g.first && index < g.first + g.count);
  if (!group) return undefined;
  const n = index - group.first;
  return {
    x: group.x + (n % group.columns) * layout.pitch,
    y: group.y + headingHeight + Math.floor(n / group.columns) * layout.pitch,
  };
}

/** The cell under a point, if there is one. */
export function cellUnder(layout: GridLayout, x: number, y: number): number | undefined {
  for (const group of layout.groups) {
    const column = Math.floor((x - group.x) / layout.pitch);
    const row = Math.floor((y - group.y - headingHeight) / layout.pitch);
    if (column < 0 || column >= group.columns || row < 0) continue;
    const n = row * group.columns + column;
    if (n < group.count) return group.first + n;
  }
  return undefined;
}

/** The cell that an arrow key leads to: along the row, or to the nearest cell above or below. */
export function cellBeside(layout: GridLayout, index: number, key: string): number {
  const last = layout.groups.reduce((sum, group) => sum + group.count, 0) - 1;
  if (key === 'ArrowRight') return Math.min(last, index + 1);
  if (key === 'ArrowLeft') return Math.max(0, index - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const here = cellAt(layout, index);
  if (!here) return 0;
  const down = key === 'ArrowDown';
  for (let y = here.y; y >= 0 && y <= layout.height; y += down ? layout.pitch : -layout.pitch) {
    const found = y === here.y ? undefined : cellUnder(layout, here.x + 1, y + 1);
    if (found !== undefined) return found;
  }
  return index;
}
