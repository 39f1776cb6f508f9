import type { KubeApi } from '@wheelhouse/adapter-kube';
import type {
  ApplicationId,
  ApplicationIdentity,
  IgnoreDifference,
  KubeObject,
  ObjectKey,
} from '@wheelhouse/core-domain';
import type { Logger } from '@wheelhouse/runtime';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import type { BundleStore } from '../state/bundle-store.ts';
import type { SpokeState } from '../state/spoke-state.ts';
import type { Pace } from './pace.ts';

export interface SyncDependencies {
  readonly kube: KubeApi;
  readonly writer: KubeWriter;
  readonly state: SpokeState;
  readonly bundles: BundleStore;
  readonly pace: Pace;
  readonly log: Logger;
  readonly monotonic: () => number;
  /** The wall clock, for what is told. */
  readonly now: () => number;
  /** Where the clock is too far from the hub's: what time it may be instead. Windows must allow at all of these. */
  readonly doubts: () => readonly number[];
  readonly scaledLive: (workload: ObjectKey) => boolean;
  /** What customizations want ignored of every application. */
  readonly ignored: () => readonly IgnoreDifference[];
  readonly isManaged: (id: ApplicationId, by: ApplicationIdentity) => boolean;
  /** Begins to watch these kinds; called before the first of them is created. */
  readonly watch: (kinds: readonly { readonly apiVersion: string; readonly kind: string }[]) => void;
  /** What the API server answered to an apply: seen before its watch tells. */
  readonly observed: (object: KubeObject) => void;
}
