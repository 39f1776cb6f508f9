import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useNavigate } from 'react-router';
import type { ClusterRowFragment } from '../../api/operations.generated.ts';
import { cellAt, cellBeside, cellUnder, layoutGrid, type GridLayout } from '../../model/grid-layout.ts';
import { pathOf } from '../../model/paths.ts';
import { clusterState } from '../../model/tone.ts';
import { Ago } from '../../parts/ago.tsx';
import { StateWord } from '../../parts/mark.tsx';
import { onTheme } from '../../parts/theme.ts';
import { drawFleet } from './draw-fleet.ts';
import { useSize } from './use-size.ts';
import type { FleetViewProps } from './view-props.ts';

const arrows = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);

/** A large fleet: every cluster a cell on one canvas. For the keyboard and a screen reader it is a list box. */
export function FleetGrid({ groups }: FleetViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(frame);
  const clusters = useMemo(() => groups.flatMap((group) => group.clusters), [groups]);
  const layout = useMemo(
    () =>
      layoutGrid(
        groups.map((group) => group.clusters.length),
        { width: Math.max(240, width), height },
      ),
    [groups, width, height],
  );
  const [active, setActive] = useState<number>();
  const navigate = useNavigate();
  const open = (index: number | undefined): void => {
    const cluster = index === undefined ? undefined : clusters[index];
    if (cluster) void navigate(pathOf.cluster(cluster.name));
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') return open(active);
    if (!arrows.has(event.key)) return;
    event.preventDefault();
    setActive(active === undefined ? 0 : cellBeside(layout, active, event.key));
  };
  const point = (event: PointerEvent): void => {
    const box = canvas.current!.getBoundingClientRect();
    setActive(cellUnder(layout, event.clientX - box.left, event.clientY - box.top));
  };
  useDrawn(canvas, { clusters, layout, width, active });
  const cluster = active === undefined ? undefined : clusters[active];
  return (
    <div className="grid-frame" ref={frame}>
      <div
        className="grid"
        role="listbox"
        tabIndex={0}
        aria-label={`${clusters.length} clusters; arrow keys move, Enter opens`}
        aria-activedescendant={cluster && `cell-${cluster.id}`}
        style={{ height: layout.height }}
        onKeyDown={keys}
        onFocus={() => setActive((index) => index ?? 0)}
        onPointerMove={point}
        onPointerLeave={() => setActive(undefined)}
        onClick={() => open(active)}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {layout.groups.map((place, i) => (
          <div
            key={groups[i]!.label}
            className="grid-heading"
            style={{ left: place.x, top: place.y, maxWidth: place.width }}
            role="presentation"
          >
            <span>{groups[i]!.label}</span> <span className="quiet">{place.count.toLocaleString('en-GB')}</span>
          </div>
        ))}
        {!cluster && (
          <div role="option" aria-selected="false" className="hidden">
            {clusters[0]?.name}
          </div>
        )}
        {cluster && <Pointed cluster={cluster} index={active!} total={clusters.length} layout={layout} width={width} />}
      </div>
    </div>
  );
}

interface Drawing {
  readonly clusters: readonly ClusterRowFragment[];
  readonly layout: GridLayout;
  readonly width: number;
  readonly active: number | undefined;
}

function useDrawn(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  { clusters, layout, width, active }: Drawing,
): void {
  const states = useMemo(() => clusters.map(clusterState), [clusters]);
  useEffect(() => {
    const draw = (): void => {
      if (canvas.current && width > 0) drawFleet(canvas.current, { states, layout, width, active });
    };
    draw();
    return onTheme(() => requestAnimationFrame(draw));
  }, [canvas, states, layout, width, active]);
}

interface PointedProps {
  readonly cluster: ClusterRowFragment;
  readonly index: number;
  readonly total: number;
  readonly layout: GridLayout;
  readonly width: number;
}

/** What the cell under the pointer or the keyboard is; the list box's active option. */
function Pointed({ cluster, index, total, layout, width }: PointedProps) {
  const cell = cellAt(layout, index);
  if (!cell) return null;
  const right = cell.x > width - 260;
  return (
    <div
      id={`cell-${cluster.id}`}
      role="option"
      aria-selected="true"
      aria-posinset={index + 1}
      aria-setsize={total}
      className="pointed"
      style={{
        top: cell.y + layout.pitch + 4,
        ...(right ? { right: width - cell.x - layout.side } : { left: cell.x }),
      }}
    >
      <b>{cluster.name}</b> <StateWord state={clusterState(cluster)} />
      <br />
      {cluster.counts.done} of {cluster.counts.total} done
      <span className="quiet">
        {' '}
        · heard <Ago at={cluster.lastSeenAt} suffix />
      </span>
    </div>
  );
}
