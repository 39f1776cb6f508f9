import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '@wheelhouse/tools';
import type { Server } from './server.ts';
import type { KubeApi } from '../kube-api.ts';
import { KubeError } from '../kube-error.ts';
import { LeaderElection } from '../leader-election.ts';
import type { LeaderElectionOptions } from '../leader-election.ts';
import { leaseRef, readLease } from '../lease.ts';
import { makeNamespace } from './samples.ts';

const LEASE_MS = 2_000;
const RETRY_MS = 250;
const clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }),
};

/** A pod that takes part; `crash` cuts it off without a word. */
class Pod {
  readonly election: LeaderElection;
  readonly events: string[] = [];
  readonly running: Promise<void>;
  /** How often it asked the API server. */
  calls = 0;
  readonly #stop = new AbortController();
  #away = false;

  constructor(client: KubeApi, identity: string, options: Partial<LeaderElectionOptions>) {
    const reach = async <T>(call: () => Promise<T>): Promise<T> => {
      if (this.#away) throw new KubeError('away', { code: 'UNREACHABLE' });
      const answer = await call();
      this.calls += 1;
      return answer;
    };
    this.election = new LeaderElection({
      client: {
        get: (...args) => reach(() => client.get(...args)),
        create: (...args) => reach(() => client.create(...args)),
        replace: (...args) => reach(() => client.replace(...args)),
      },
      namespace: 'election',
      identity,
      leaseMs: LEASE_MS,
      retryMs: RETRY_MS,
      clock,
      onAcquired: ({ transitions }) => this.events.push(`acquired ${transitions}`),
      onLost: (reason) => this.events.push(`lost: ${reason}`),
      ...options,
    });
    this.running = this.election.run(this.#stop.signal);
  }

  crash(): void {
    this.#away = true;
  }
  back(): void {
    this.#away = false;
  }
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.running;
  }
}

export function leaderElectionSuite(server: () => Server): void {
  describe('LeaderElection', () => {
    let pods: Pod[];
    let lease = 0;
    beforeAll(() => makeNamespace(server().client, 'election'));
    beforeEach(() => {
      pods = [];
      lease += 1;
    });
    afterEach(() => Promise.all(pods.map((pod) => pod.stop())));

    const join = (identity: string): Pod => {
      const pod = new Pod(server().client, identity, { name: `lease-${lease}` });
      pods.push(pod);
      return pod;
    };
    const leads = (pod: Pod, timeoutMs = 10_000) =>
      waitUntil(async () => pod.election.isLeader, { what: 'a leader', timeoutMs, everyMs: 10 });
    /** Time that is seen to pass: one who waits looks every RETRY_MS. */
    const looks = async (pod: Pod, times: number) => {
      const before = pod.calls;
      await waitUntil(async () => pod.calls >= before + times, { what: `${times} looks`, timeoutMs: 10_000 });
    };
    const WHOLE_LEASE = Math.ceil(LEASE_MS / RETRY_MS) + 1;
    const current = async () => readLease((await server().client.get(leaseRef('election', `lease-${lease}`)))!);

    it('one of two leads, keeps leading, and says so in the Lease', async () => {
      const [a, b] = [join('a'), join('b')];
      const leader = await waitUntil(async () => [a, b].find((pod) => pod.election.isLeader), {
        what: 'a leader',
        timeoutMs: 5_000,
      });
      const first = await current();
      await waitUntil(async () => (await current()).renewTime !== first.renewTime, {
        what: 'a renewal',
        timeoutMs: 5_000,
      });
      await looks(leader === a ? b : a, WHOLE_LEASE);
      expect([a, b].map((pod) => pod.election.isLeader)).toEqual([leader === a, leader === b]);
      expect((await current()).holder).toBe(leader === a ? 'a' : 'b');
      expect([...a.events, ...b.events]).toEqual(['acquired 0']);
    });

    it('hands over at once when it is stopped', async () => {
      const a = join('a');
      await leads(a);
      const b = join('b');
      await looks(b, 1);
      const start = performance.now();
      await a.stop();
      await leads(b);
      expect(performance.now() - start).toBeLessThan(LEASE_MS / 2);
      expect(a.events).toEqual(['acquired 0', 'lost: given back']);
      expect(b.events).toEqual(['acquired 1']);
    });

    it('a crashed leader is replaced when its lease is over, and never before it knows itself', async () => {
      const a = join('a');
      await leads(a);
      const b = join('b');
      await looks(b, 1);
      const start = performance.now();
      a.crash();
      await waitUntil(
        async () => {
          if (a.election.isLeader && b.election.isLeader) throw new Error('two leaders');
          return b.election.isLeader;
        },
        { what: 'the second to lead', timeoutMs: 10_000, everyMs: 5 },
      );
      expect(a.election.isLeader).toBe(false);
      expect(performance.now() - start).toBeGreaterThan(LEASE_MS / 2);
      expect(performance.now() - start).toBeLessThan(LEASE_MS + RETRY_MS + 1_000);
      a.back();
      await waitUntil(async () => a.events.length === 2, { what: 'the first to notice', timeoutMs: 5_000 });
      expect(a.events[1]).toMatch(/^lost: the lease ended/);
      expect(b.election.isLeader).toBe(true);
    });

    it('starts no write in the last third of its lease', async () => {
      const a = join('a');
      await leads(a);
      expect(a.election.mayWrite()).toBe(true);
      expect(a.election.remainingMs()).toBeLessThanOrEqual(LEASE_MS);
      a.crash();
      await waitUntil(async () => !a.election.mayWrite(), { what: 'writing to stop', timeoutMs: 5_000, everyMs: 5 });
      expect(a.election.isLeader).toBe(true);
      expect(a.election.deadline! - clock.now()).toBeGreaterThan(LEASE_MS / 6);
      expect(a.election.remainingMs()).toBe(0);
    });

    it('keeps leading when the Lease is deleted by hand, and the other does not jump in', async () => {
      const a = join('a');
      await leads(a);
      const b = join('b');
      await looks(b, 1);
      await server().client.delete(leaseRef('election', `lease-${lease}`), { propagation: 'Background' });
      await waitUntil(async () => (await server().client.get(leaseRef('election', `lease-${lease}`))) !== undefined, {
        what: 'the Lease',
        timeoutMs: 5_000,
      });
      await looks(b, WHOLE_LEASE);
      expect((await current()).holder).toBe('a');
      expect([a.events, b.events]).toEqual([['acquired 0'], []]);
    });

    it('who slept through its lease does not jump in where the Lease is gone when it wakes', async () => {
      const a = join('a');
      await leads(a);
      a.crash();
      await waitUntil(async () => a.events.length === 2, { what: 'it to notice', timeoutMs: 10_000 });
      await server().client.delete(leaseRef('election', `lease-${lease}`), { propagation: 'Background' });
      a.back();
      await looks(a, 2);
      expect(a.events).toEqual(['acquired 0', expect.stringMatching(/^lost: the lease ended/)]);
      await leads(a);
    });

    it('gives in when somebody else is written into the Lease', async () => {
      const a = join('a');
      await leads(a);
      await server().client.patch(leaseRef('election', `lease-${lease}`), 'application/merge-patch+json', {
        spec: { holderIdentity: 'someone' },
      });
      await waitUntil(async () => a.events.length === 2, { what: 'the loss', timeoutMs: 5_000 });
      expect(a.events[1]).toBe('lost: someone holds the lease');
    });
  });
}
