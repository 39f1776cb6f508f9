import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Clock } from './clock.ts';

/**
 * Named places where a test can break the program: it says that it is there, and waits until it is told to go on. Who controls
 * it may kill or stop the process meanwhile, or let the call fail. Without a controller there are no points at all: composition
 * roots wrap what they build only when there is one.
 */
export interface FaultPoints {
  /** Resolves when the program may go on; rejects with `InjectedFault` where it is to fail here. */
  reach(point: string): Promise<void>;
  /** By how much the wall clock is to be wrong now. */
  skewMs(): number;
}

export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
}

/** What a program says first, so that its controller knows whom to kill. */
export interface FaultSubject {
  readonly app: string;
  /** Tells processes of one app apart. */
  readonly name: string;
}

/** One line of JSON each; `id` repeats the question's. */
interface Answer {
  readonly id?: number;
  readonly fail?: string;
  readonly skewMs?: number;
}

type Waiting = Map<number, { readonly go: () => void; readonly fail: (error: Error) => void }>;

/** Connects to the Unix socket of a controller; `undefined` where none is named. Rejects where nobody listens. */
export async function openFaultPoints(path: string | undefined, who: FaultSubject): Promise<FaultPoints | undefined> {
  if (path === undefined) return undefined;
  const socket = await dial(path);
  const waiting: Waiting = new Map();
  const state = { skewMs: 0, closed: false };
  // A controller that is gone breaks nothing any more.
  socket.on('close', () => {
    state.closed = true;
    for (const { go } of waiting.values()) go();
    waiting.clear();
  });
  socket.on('error', () => {});
  const first = Promise.withResolvers<void>();
  const lines = createInterface({ input: socket });
  lines.on('error', () => {});
  lines.on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    if (answer.skewMs !== undefined) state.skewMs = answer.skewMs;
    if (answer.id === undefined) return first.resolve();
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.fail === undefined) asked?.go();
    else asked?.fail(new InjectedFault(answer.fail));
  });
  say(socket, { ...who, pid: process.pid });
  await first.promise;
  let last = 0;
  return {
    skewMs: () => state.skewMs,
    reach(point) {
      if (state.closed) return Promise.resolve();
      const id = (last += 1);
      say(socket, { id, point });
      return new Promise((go, fail) => waiting.set(id, { go, fail }));
    },
  };
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', (error) => reject(new Error(`no controller of faults at ${path}`, { cause: error })));
  });
}

const say = (socket: Socket, message: object): void => void socket.write(`${JSON.stringify(message)}\n`);

/** The name of a method's point, or how a call's arguments name it; `undefined` for a call that has none. */
export type PointNames<T> = {
  readonly [K in keyof T]?: T[K] extends (...args: infer A) => Promise<unknown>
    ? string | ((...args: A) => string | undefined)
    : never;
};

/** The same object, with a point before and one after each of the named calls: `NAME.before`, `NAME.after`. */
export function withFaultPoints<T extends object>(target: T, faults: FaultPoints | undefined, names: PointNames<T>): T {
  if (!faults) return target;
  return new Proxy(target, {
    get(_, property) {
      const value = Reflect.get(target, property, target) as unknown;
      if (typeof value !== 'function') return value;
      const named = names[property as keyof T] as string | ((...args: unknown[]) => string | undefined) | undefined;
      const call = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
      if (named === undefined) return call;
      return async (...args: unknown[]) => {
        const name = typeof named === 'string' ? named : named(...args);
        if (name === undefined) return call(...args);
        await faults.reach(`${name}.before`);
        const result = await call(...args);
        await faults.reach(`${name}.after`);
        return result;
      };
    },
  });
}

/** A wall clock that is wrong by what the controller says. What passes on it passes at its own speed. */
export const skewedClock = (clock: Clock, faults: FaultPoints | undefined): Clock =>
  faults ? { ...clock, now: () => clock.now() + faults.skewMs() } : clock;
