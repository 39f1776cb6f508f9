import type { Socket } from 'node:net';
import { edgeError } from './errors.ts';

/** A page follows one list or two; a tab that is forgotten holds one connection. */
export const MAX_SUBSCRIPTIONS = 20;
/** Of one person or program, over all of its tabs. */
export const MAX_CONNECTIONS = 50;
/** Who has not said who it is: a browser does so at once. */
const MAX_WAITING = 200;
const INIT_WITHIN_MS = 10_000;

/** What one connection holds: an object of its own, which all contexts of the connection share. */
export interface OpenSubscriptions {
  readonly ids: Set<unknown>;
}

/** Bounds what WebSockets hold: connections of a viewer, those that say nothing, and subscriptions of a connection. */
export class SocketLimits {
  readonly #waiting = new Map<Socket, NodeJS.Timeout>();
  readonly #connections = new Map<string, Set<Socket>>();
  readonly #known = new WeakSet<Socket>();
  /** For who has to wait for it. */
  initWithinMs = INIT_WITHIN_MS;

  /** Somebody wants a socket, and must say who it is. False: too many wait for that already. */
  opens(socket: Socket): boolean {
    if (this.#waiting.size >= MAX_WAITING) return false;
    this.#waiting.set(socket, setTimeout(() => socket.destroy(), this.initWithinMs).unref());
    socket.once('close', () => this.#forget(socket));
    return true;
  }

  /** Whether a viewer may have this connection too. A second `connection_init` of one is never right. */
  admits(socket: Socket, viewer: string): boolean {
    const open = this.#connections.get(viewer) ?? new Set();
    if (this.#known.has(socket) || open.size >= MAX_CONNECTIONS) return false;
    this.#known.add(socket);
    this.#forget(socket);
    this.#connections.set(viewer, open.add(socket));
    socket.on('close', () => {
      open.delete(socket);
      if (open.size === 0 && this.#connections.get(viewer) === open) this.#connections.delete(viewer);
    });
    return true;
  }

  #forget(socket: Socket): void {
    clearTimeout(this.#waiting.get(socket));
    this.#waiting.delete(socket);
  }
}

/** Before a subscription begins. An id is free again when its subscription ends. */
export function beginSubscription({ ids }: OpenSubscriptions, id: unknown): void {
  if (ids.has(id)) throw edgeError('INVALID_ARGUMENT', 'A subscription of this id is open already: take another id.');
  if (ids.size >= MAX_SUBSCRIPTIONS)
    throw edgeError(
      'TOO_EXPENSIVE',
      `A connection may have ${MAX_SUBSCRIPTIONS} subscriptions: end some, or open another connection.`,
    );
  ids.add(id);
}
