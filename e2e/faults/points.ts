import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Fault } from './faults.ts';

type PointFault = Extract<Fault, { kind: 'point' }>;

/** Whom hub and spokes ask at each of their fault points. */
export interface Points {
  /** What `WHEELHOUSE_FAULTS` is to say. */
  readonly socket: string;
  /** Waits for its point; `hit` is called when it happens. */
  arm(fault: PointFault, hit: () => void): void;
  /** From now on; 0: right again. */
  skew(process: string, byMs: number): void;
  /** Forgets what was armed and wakes whoever was stopped. */
  heal(): void;
  close(): Promise<void>;
}

interface Armed {
  readonly fault: PointFault;
  readonly hit: () => void;
  left: number;
}

interface Asked {
  readonly app?: string;
  readonly name?: string;
  readonly pid?: number;
  readonly id?: number;
  readonly point?: string;
}

interface Program {
  readonly app: string;
  readonly name: string;
  readonly pid: number;
  readonly socket: Socket;
}

export async function listenAtPoints(socket: string): Promise<Points> {
  const programs = new Set<Program>();
  const skews = new Map<string, number>();
  const stopped = new Set<number>();
  const sockets = new Set<Socket>();
  let armed: Armed[] = [];

  const answer = ({ socket }: Program, message: object): void => void socket.write(`${JSON.stringify(message)}\n`);
  const wake = (pid: number): void => {
    if (stopped.delete(pid)) signal(pid, 'SIGCONT');
  };
  const happen = (program: Program, id: number, { action, ms, point }: PointFault): void => {
    switch (action) {
      case 'kill':
        return signal(program.pid, 'SIGKILL');
      case 'stop':
        // It goes on from here as soon as it is awake, whatever has become of the world meanwhile.
        stopped.add(program.pid);
        signal(program.pid, 'SIGSTOP');
        setTimeout(() => wake(program.pid), ms);
        return answer(program, { id });
      case 'delay':
        return void setTimeout(() => answer(program, { id }), ms);
      case 'fail':
        return answer(program, { id, fail: `a test lets this fail at ${point}` });
    }
  };
  const reached = (program: Program, id: number, point: string): void => {
    for (const each of armed) {
      const { fault } = each;
      const here =
        fault.app === program.app && fault.point === point && (fault.process ?? program.name) === program.name;
      if (!here || (each.left -= 1) > 0) continue;
      armed = armed.filter((other) => other !== each);
      each.hit();
      return happen(program, id, fault);
    }
    answer(program, { id });
  };

  const server = createServer((socket) => {
    let program: Program | undefined;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      if (program) programs.delete(program);
    });
    const lines = createInterface({ input: socket });
    lines.on('error', () => {});
    lines.on('line', (line) => {
      const { app, name, pid, id, point } = JSON.parse(line) as Asked;
      if (app !== undefined && name !== undefined && pid !== undefined) {
        program = { app, name, pid, socket };
        programs.add(program);
        answer(program, { skewMs: skews.get(name) ?? 0 });
      } else if (program && id !== undefined && point !== undefined) reached(program, id, point);
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const skew = (process: string, byMs: number): void => {
    skews.set(process, byMs);
    for (const program of programs) if (program.name === process) answer(program, { skewMs: byMs });
  };
  return {
    socket,
    arm: (fault, hit) => void armed.push({ fault, hit, left: fault.nth }),
    skew,
    heal() {
      armed = [];
      for (const name of skews.keys()) skew(name, 0);
      for (const pid of [...stopped]) wake(pid);
    },
    async close() {
      for (const each of sockets) each.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(socket, { force: true });
    },
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has gone by itself.
  }
}
