import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** `up`: what clients send; `down`: what the server sends. */
export type Direction = 'up' | 'down' | 'both';

/** A network between clients and one server that a test can break. */
export interface TcpProxy {
  readonly port: number;
  /** As `server`, with this port. */
  readonly url: string;
  /** How many connections there are now. */
  readonly connections: number;
  /**
   * A partition: nothing passes in this direction, and nobody is told, as when packets are dropped. New connections are taken
   * and get no further. Only of those clients whose first words contain `only`, if given.
   */
  hold(direction: Direction, only?: string): void;
  /** Every piece takes this much longer; 0: as fast as it goes. */
  delay(ms: number): void;
  /** Connections are reset, and new ones refused. */
  refuse(): void;
  /**
   * Ends all of it. `resume`: what was held back is delivered, as TCP does when it retransmits; `reset`: connections that were
   * held are reset, as when a partition outlives their timeouts.
   */
  heal(end?: 'resume' | 'reset'): void;
  close(): Promise<void>;
}

interface Pipe {
  readonly from: Socket;
  readonly to: Socket;
  readonly direction: 'up' | 'down';
  readonly held: Buffer[];
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly pipes: readonly Pipe[];
  greeting: string;
  /** One side has gone, and the other has not heard of it. */
  half: boolean;
}

/** Listens on a free port of 127.0.0.1. `server`: a URL with a host and a port, of any scheme. */
export async function startTcpProxy(server: string): Promise<TcpProxy> {
  const target = new URL(server.replace(/^\w+:/, 'http:'));
  const links = new Set<Link>();
  let hold: { direction: Direction; only: string } | undefined;
  let delayMs = 0;
  let refusing = false;

  const isHeld = (link: Link, direction: 'up' | 'down'): boolean =>
    hold !== undefined &&
    (hold.direction === 'both' || hold.direction === direction) &&
    (hold.only === '' || link.greeting.includes(hold.only));
  const drop = (link: Link): void => {
    links.delete(link);
    link.client.resetAndDestroy();
    link.server.resetAndDestroy();
  };
  const pass = (link: Link, pipe: Pipe, piece: Buffer): void => {
    if (isHeld(link, pipe.direction) || pipe.held.length > 0) pipe.held.push(piece);
    else pipe.to.write(piece);
  };
  const join = (link: Link, pipe: Pipe): void => {
    pipe.from.on('data', (piece: Buffer) => {
      if (pipe.direction === 'up' && link.greeting === '') link.greeting = piece.toString('latin1');
      // Timers of one length fire in their order, so pieces never overtake each other unless the delay gets shorter.
      if (delayMs > 0) setTimeout(() => pass(link, pipe, piece), delayMs);
      else pass(link, pipe, piece);
    });
    pipe.from.on('error', () => drop(link));
    pipe.from.on('close', () => {
      // Whoever is cut off does not hear that the other side has gone.
      link.half = isHeld(link, pipe.direction);
      if (link.half) return;
      links.delete(link);
      pipe.to.destroy();
    });
  };

  const listener = createServer((client) => {
    if (refusing) return void client.resetAndDestroy();
    const upstream = connect(Number(target.port), target.hostname);
    const link: Link = {
      client,
      server: upstream,
      greeting: '',
      half: false,
      pipes: [
        { from: client, to: upstream, direction: 'up', held: [] },
        { from: upstream, to: client, direction: 'down', held: [] },
      ],
    };
    for (const socket of [client, upstream]) socket.setNoDelay(true);
    links.add(link);
    for (const pipe of link.pipes) join(link, pipe);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const scheme = /^\w+:/.exec(server)![0];
  const rest = server.slice(scheme.length).replace(`:${target.port}`, `:${port}`);

  const deliver = (link: Link): void => {
    for (const { held, to } of link.pipes) for (const piece of held.splice(0)) to.write(piece);
    if (!link.half) return;
    links.delete(link);
    for (const { to } of link.pipes) to.end();
  };
  return {
    port,
    url: scheme + rest,
    get connections() {
      return links.size;
    },
    hold(direction, only = '') {
      hold = { direction, only };
    },
    delay(ms) {
      delayMs = ms;
    },
    refuse() {
      refusing = true;
      for (const link of links) drop(link);
    },
    heal(end = 'resume') {
      const cut = [...links].filter((link) => isHeld(link, 'up') || isHeld(link, 'down'));
      [hold, delayMs, refusing] = [undefined, 0, false];
      if (end === 'reset') for (const link of cut) drop(link);
      for (const link of [...links]) deliver(link);
    },
    async close() {
      for (const link of links) drop(link);
      listener.close();
      await once(listener, 'close');
    },
  };
}
