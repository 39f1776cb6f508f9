// Whether the hub is heard: one small store, fed by the WebSocket, read by the bar at the top and by what must catch up.

export interface Connection {
  readonly status: 'connecting' | 'open' | 'lost';
  /** Milliseconds since 1970 at which it was lost. */
  readonly since: number | undefined;
  /** Grows with each reconnection: what was said meanwhile was missed, so pages ask again. */
  readonly epoch: number;
}

let current: Connection = { status: 'connecting', since: undefined, epoch: 0 };
const listeners = new Set<() => void>();

function set(next: Connection): void {
  current = next;
  for (const listener of listeners) listener();
}

export const connection = {
  get: (): Connection => current,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  opened: (): void => {
    const again = current.status === 'lost';
    set({ status: 'open', since: undefined, epoch: current.epoch + (again ? 1 : 0) });
  },
  closed: (): void => {
    if (current.status !== 'lost') set({ ...current, status: 'lost', since: Date.now() });
  },
};
