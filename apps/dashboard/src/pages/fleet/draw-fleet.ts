import { cellAt, type GridLayout } from '../../model/grid-layout.ts';
import { tones, type State, type Tone } from '../../model/tone.ts';

interface Drawing {
  readonly states: readonly State[];
  readonly layout: GridLayout;
  readonly width: number;
  readonly active: number | undefined;
}

/** Custom properties may be `light-dark(…)`, which only a used value resolves: ask an element for each. */
function colours(near: HTMLElement): Readonly<Record<Tone | 'ink', string>> {
  const probe = near.parentElement!.appendChild(document.createElement('span'));
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const all = Object.fromEntries([...tones.map((tone) => [tone, read(`${tone}-fill`)]), ['ink', read('ink')]]);
  probe.remove();
  return all as Record<Tone | 'ink', string>;
}

type Shape = (at: CanvasRenderingContext2D, x: number, y: number, s: number) => void;
const line = (s: number): number => Math.max(1, s * 0.16);

/** A shape per tone that still reads at five pixels: whole, half, hollow, triangle, cross, bar. */
const shapes: Readonly<Record<Tone, Shape>> = {
  done: (at, x, y, s) => at.fillRect(x, y, s, s),
  moving: (at, x, y, s) => {
    const w = line(s);
    at.strokeRect(x + w / 2, y + w / 2, s - w, s - w);
    at.fillRect(x, y, s / 2, s);
  },
  held: (at, x, y, s) => {
    const w = line(s) * 1.25;
    at.lineWidth = w;
    at.strokeRect(x + w / 2, y + w / 2, s - w, s - w);
  },
  degraded: (at, x, y, s) => {
    at.beginPath();
    at.moveTo(x + s / 2, y - 0.5);
    at.lineTo(x + s + 0.5, y + s);
    at.lineTo(x - 0.5, y + s);
    at.fill();
  },
  failed: (at, x, y, s) => {
    at.lineWidth = Math.max(1.5, s * 0.24);
    at.beginPath();
    at.moveTo(x, y);
    at.lineTo(x + s, y + s);
    at.moveTo(x + s, y);
    at.lineTo(x, y + s);
    at.stroke();
  },
  unknown: (at, x, y, s) => at.fillRect(x, y + s * 0.4, s, Math.max(1, s * 0.2)),
};

function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = devicePixelRatio;
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const at = canvas.getContext('2d')!;
  at.scale(ratio, ratio);
  return at;
}

/** Draws all cells; ten thousand take a few milliseconds. */
export function drawFleet(canvas: HTMLCanvasElement, { states, layout, width, active }: Drawing): void {
  const at = prepare(canvas, width, layout.height + 2);
  const paint = colours(canvas);
  for (const tone of tones) {
    at.fillStyle = at.strokeStyle = paint[tone];
    states.forEach((state, index) => {
      const cell = state.tone === tone ? cellAt(layout, index) : undefined;
      if (!cell) return;
      at.lineWidth = line(layout.side);
      shapes[tone](at, cell.x, cell.y, layout.side);
    });
  }
  const cell = active === undefined ? undefined : cellAt(layout, active);
  if (!cell) return;
  at.strokeStyle = paint.ink;
  at.lineWidth = 1.5;
  at.strokeRect(cell.x - 1.5, cell.y - 1.5, layout.side + 3, layout.side + 3);
}
