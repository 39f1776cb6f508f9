import { KubeClient, LeaderElection, loadCredentials } from '@wheelhouse/adapter-kube';
import type { LeaderTerm } from '@wheelhouse/adapter-kube';
import {
  ed25519Verifier,
  nodeCompressor,
  openFaultPoints,
  skewedClock,
  systemClock,
  withFaultPoints,
} from '@wheelhouse/runtime';
import type { FaultPoints, Logger } from '@wheelhouse/runtime';
import { ClusterSide } from '../cluster-side.ts';
import { holderOf } from '../config.ts';
import type { SpokeConfig } from '../config.ts';
import { HubSide } from '../hub-side.ts';
import { ClockSkew } from '../join/clock-skew.ts';
import { IdentityStore } from '../join/identity.ts';
import { KubernetesEvents } from '../report/kubernetes-events.ts';
import { SecretStore } from '../state/secret-store.ts';
import { readopt } from '../state/readopt.ts';
import { SpokeState } from '../state/spoke-state.ts';
import { fencedWriter } from './fenced-writer.ts';
import { writePoints } from './write-points.ts';
import type { SeenLease } from './wait-for-lease.ts';
import { LEASE_NAME, monotonicClock, retryMsOf } from './lease.ts';
import { presumedLease } from './presumed-lease.ts';

export interface LeadOptions {
  /** Of this process, never used by another one. */
  readonly holder: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** What was seen of the Lease while waiting. */
  readonly seen?: SeenLease;
}

/** Takes part in the election and leads when elected. Resolves when the signal aborts, with the lease given back. */
export async function lead(config: SpokeConfig, { holder, log, signal, seen }: LeadOptions): Promise<void> {
  const credentials = await loadCredentials(
    config.kubeconfig ? { kubeconfig: config.kubeconfig } : { inCluster: true, mount: config.serviceAccountDir },
  );
  const kube = new KubeClient(credentials);
  const faults = await openFaultPoints(config.faults, { app: 'spoke', name: holderOf(config) });
  if (faults) log.warn('fault points are on: this is for tests only');
  const leaseMs = config.leaseSeconds * 1000;
  const before = seen ?? (await presumedLease(kube, { namespace: config.namespace, leaseMs, now: monotonicClock.now }));
  const election = new AbortController();
  const terms = new Set<Promise<void>>();
  const elector = new LeaderElection({
    client: withFaultPoints(kube, faults, { create: 'spoke.lease', replace: 'spoke.lease' }),
    namespace: config.namespace,
    name: LEASE_NAME,
    identity: holder,
    leaseMs,
    retryMs: retryMsOf(leaseMs),
    clock: monotonicClock,
    ...(before ? { seen: before } : {}),
    onAcquired: (term) => {
      log.info({ holder, transitions: term.transitions }, 'leading');
      const ended = serve(kube, elector, { config, holder, log, term, signal, faults }).catch((error: unknown) => {
        log.error({ err: error }, 'this spoke could not lead; another one may');
        election.abort();
      });
      terms.add(ended);
      void ended.finally(() => terms.delete(ended));
    },
    onLost: (reason) => log.warn({ holder }, `not leading any more: ${reason}`),
    onError: (error) => log.warn({ err: error }, 'the Lease could not be read or renewed'),
  });
  // What runs is finished under the lease; only then is it given back.
  const stop = (): void => void Promise.all(terms).finally(() => election.abort());
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await elector.run(election.signal);
  await Promise.all(terms);
  await kube.close();
}

interface Term {
  readonly config: SpokeConfig;
  readonly holder: string;
  readonly log: Logger;
  readonly term: LeaderTerm;
  readonly signal: AbortSignal;
  readonly faults: FaultPoints | undefined;
}

/** One term of office: from the state in the Secrets to the last report. */
async function serve(
  kube: KubeClient,
  elector: LeaderElection,
  { config, holder, log, term, signal, faults }: Term,
): Promise<void> {
  const clock = skewedClock(systemClock, faults);
  const compressor = nodeCompressor();
  // Inside the fence: where a test stops the process, the lease was looked at already.
  const writes = withFaultPoints(kube, faults, writePoints(config.namespace));
  const writer = fencedWriter(writes, { writeBudget: () => (term.lost.aborted ? 0 : elector.remainingMs()) });
  const onDamage = (name: string, reason: string): void => log.error({ secret: name }, `state is damaged: ${reason}`);
  const store = new SecretStore({ kube, writer, namespace: config.namespace, compressor, onDamage });
  const state = await SpokeState.load(store, log);
  const readopted = await readopt(kube, state, log);
  const skew = new ClockSkew(config.clockLimitSeconds * 1000);
  const hub = new HubSide({
    identities: new IdentityStore(store),
    state,
    verifier: ed25519Verifier,
    compressor,
    clock,
    log,
    joinToken: config.joinToken,
    kubernetes: await kube.serverVersion(),
    holder,
    node: config.node,
    heartbeatMs: config.heartbeatSeconds * 1000,
    skew,
    readopted,
  });
  const events = config.kubernetesEvents ? new KubernetesEvents({ writer, clock, log }) : undefined;
  const cluster = new ClusterSide({
    namespace: config.namespace,
    kube,
    writer,
    store,
    state,
    compressor,
    clock,
    doubts: () => skew.doubts(clock.now()),
    log,
    fetchBlob: (project, digest) => hub.fetchBlob(project, digest),
    opener: hub.opener,
    refusedBlob: (reason) => hub.refuse('blob', reason),
    publish: (report) => hub.publish(report),
    event: (...told) => {
      hub.event(...told);
      const [type, reason, message, target] = told;
      if (target) events?.tell(type, reason, message, target);
    },
  });
  await cluster.start();
  hub.start(cluster);
  const ended = AbortSignal.any([signal, term.lost]);
  const guarding = store.guard({ signal: ended, sleep: clock.sleep, log }).catch((error: unknown) => {
    log.warn({ err: error }, 'the Secrets of this spoke are not watched');
  });
  await aborted(ended);
  await guarding;
  await cluster.stop();
  await hub.stop();
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
