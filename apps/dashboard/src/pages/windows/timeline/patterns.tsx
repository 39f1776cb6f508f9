import type { Shade } from '../../../model/timeline-rows.ts';

/** The fill of a shade: each has a pattern of its own. */
export const swatchOf = (shade: Shade): string => `url(#timeline-${shade})`;

const box = { width: 6, height: 6, patternUnits: 'userSpaceOnUse' } as const;

/** Plain is open; slanted lines are closed, dots need a hand, upright stripes are both. */
export const Patterns = () => (
  <svg width="0" height="0" className="hidden" aria-hidden="true">
    <defs>
      <pattern id="timeline-open" {...box}>
        <rect width="6" height="6" className="hatch-open" />
      </pattern>
      <pattern id="timeline-closed" {...box} patternTransform="rotate(45)">
        <rect width="6" height="6" className="hatch-ground" />
        <path d="M1.5 0v6" className="hatch-line" strokeWidth="3" />
      </pattern>
      <pattern id="timeline-by-hand" {...box}>
        <rect width="6" height="6" className="hatch-ground" />
        <path d="M2 3h2" className="hatch-line" strokeWidth="2" />
      </pattern>
      <pattern id="timeline-mixed" {...box} width={12}>
        <rect width="12" height="6" className="hatch-open" />
        <rect width="5" height="6" className="hatch-ground" />
        <path d="M2.5 0v6" className="hatch-line" strokeWidth="1.5" />
      </pattern>
    </defs>
  </svg>
);
