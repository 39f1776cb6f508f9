import { setTimeout as delay } from 'node:timers/promises';
import { graphql } from '@wheelhouse/tools';
import { nameOfFault, type Fault } from './faults.ts';
import type { Fleet } from './fleet.ts';
import { signalTree } from './process-tree.ts';

const DELAY_MS = 80;
const PULSE_MS = 60;

/** Breaks a fleet, and mends it. Counts what really happened: a point that nobody comes to is no fault. */
export class Breaking {
  readonly happened = new Map<string, number>();
  /** What could not be broken or mended at its time, e.g. since something else was broken too; healing does it again. */
  readonly troubles: string[] = [];
  readonly #fleet: Fleet;
  readonly #stopped = new Set<number>();
  readonly #busy = new Map<string, Promise<void>>();
  #running: Promise<void>[] = [];
  #healing = new AbortController();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** Begins; what ends by itself does so while other things happen. */
  start(fault: Fault): void {
    this.#running.push(
      this.#run(fault).catch((error: Error) => {
        this.troubles.push(`${nameOfFault(fault)}: ${error.message.split('\n')[0]}`);
      }),
    );
  }

  /** Everything runs again, nothing is held back, all clocks are right. */
  async heal(): Promise<void> {
    this.#healing.abort();
    this.#fleet.points.heal();
    await Promise.all(this.#running);
    this.#running = [];
    for (const pid of this.#stopped) signalTree(pid, 'SIGCONT');
    this.#stopped.clear();
    for (const link of this.#fleet.links.values()) link.heal();
    for (const disk of this.#fleet.disks.values()) await disk.free();
    for (const [name, { pid, revive }] of this.#fleet.processes) {
      if (name !== 'hub' && !name.includes('spoke') && !isAlive(pid())) await revive();
    }
    this.#healing = new AbortController();
  }

  #note(fault: Fault): void {
    const name = nameOfFault(fault);
    this.happened.set(name, (this.happened.get(name) ?? 0) + 1);
  }

  async #run(fault: Fault): Promise<void> {
    const { points, echo, clusters } = this.#fleet;
    if (fault.kind === 'point') return points.arm(fault, () => this.#note(fault));
    this.#note(fault);
    switch (fault.kind) {
      case 'kill':
      case 'restart':
        return this.#killed(fault.process, fault.ms, fault.kind === 'kill' ? 'SIGKILL' : 'SIGTERM');
      case 'stop':
        return this.#stoppedFor(fault.process, fault.ms);
      case 'slow':
        return this.#pulses(fault.process, fault.ms);
      case 'partition':
      case 'refuse':
      case 'delay':
        return this.#cut(fault);
      case 'full-disk':
        return this.#full(fault);
      case 'skew':
        points.skew(fault.process, fault.byMs);
        await this.#for(fault.ms);
        return points.skew(fault.process, 0);
      case 'messages':
        echo.repeat(fault.of, fault.how);
        await this.#for(fault.ms);
        echo.repeat(fault.of, fault.how);
        return;
      case 'lease-deleted':
        await clusters.get(fault.cluster)!.request('DELETE', LEASE);
    }
  }

  /** Also ends early, when all is healed. */
  async #for(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#healing.signal }).catch(() => {});
  }

  async #killed(name: string, ms: number, signal: NodeJS.Signals): Promise<void> {
    const { pid, kill, revive } = this.#fleet.processes.get(name)!;
    await this.#alone(name, async () => {
      if (signal === 'SIGKILL') await kill();
      else signalTree(pid(), signal);
      await this.#for(ms);
      await revive();
    });
  }

  /** What ends and starts one process happens one after the other. */
  #alone(name: string, work: () => Promise<void>): Promise<void> {
    const next = (this.#busy.get(name) ?? Promise.resolve()).catch(() => {}).then(work);
    this.#busy.set(name, next);
    return next;
  }

  async #stoppedFor(name: string, ms: number): Promise<void> {
    const pid = this.#fleet.processes.get(name)!.pid();
    this.#stopped.add(pid);
    signalTree(pid, 'SIGSTOP');
    await this.#for(ms);
    signalTree(pid, 'SIGCONT');
    this.#stopped.delete(pid);
  }

  /** As slow as one whose disk or processor others use up. */
  async #pulses(name: string, ms: number): Promise<void> {
    const until = Date.now() + ms;
    while (Date.now() < until && !this.#healing.signal.aborted) {
      await this.#stoppedFor(name, PULSE_MS);
      await delay(PULSE_MS / 3);
    }
  }

  async #cut(fault: Extract<Fault, { kind: 'partition' | 'refuse' | 'delay' }>): Promise<void> {
    const link = this.#fleet.links.get(fault.link)!;
    if (fault.kind === 'partition') link.hold(fault.direction, fault.cluster && (await this.#idOf(fault.cluster)));
    else if (fault.kind === 'refuse') link.refuse();
    else link.delay(DELAY_MS);
    await this.#for(fault.ms);
    link.heal(fault.kind === 'partition' ? fault.end : 'resume');
  }

  /** A spoke says its cluster's id when it greets the server. */
  async #idOf(cluster: string): Promise<string> {
    const { rows } = await this.#fleet.rows.query<{ id: string }>('SELECT id FROM cluster WHERE name = $1', [cluster]);
    return rows[0]!.id;
  }

  async #full({ disk: name, ms }: Extract<Fault, { kind: 'full-disk' }>): Promise<void> {
    const disk = this.#fleet.disks.get(name)!;
    await disk.fill();
    await this.#for(ms);
    await disk.free();
    // nats-server gives up its streams when it cannot write, until it is started again.
    if (name === 'nats') await this.#alone('nats', () => this.#fleet.processes.get('nats')!.revive());
  }
}

const LEASE = '/apis/coordination.k8s.io/v1/namespaces/wheelhouse-system/leases/wheelhouse-spoke';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Keeps asking while things are broken. */
export async function insist<T>(hub: Fleet['hub'], query: string, variables: object, timeoutMs = 45_000): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await graphql<T>(hub, query, variables);
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(100);
    }
  }
}
