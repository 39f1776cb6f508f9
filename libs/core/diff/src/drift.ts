import { isSecret } from '@wheelhouse/core-domain';
import type { Digest, IgnoreDifference, Json, KubeObject } from '@wheelhouse/core-domain';
import { eachPlace } from './changes.ts';
import type { Place } from './changes.ts';
import type { FieldsV1, ManagedFields } from './fields-v1.ts';
import { FIELD_MANAGER, isOwnEntry, itemNode, managedFieldsOf, ownFields, unionOf } from './fields-v1.ts';
import { eachDropped } from './dropped.ts';
import { ignoredFor, withoutIgnored } from './ignore.ts';
import type { Ignored } from './ignore.ts';
import { normalised } from './normalise.ts';
import { pathText, stepsOf } from './path.ts';
import type { Step } from './path.ts';
import { IN_MAP, isMapOfTexts, within } from './same-value.ts';

export interface Change {
  /** `spec.replicas`, `spec.template.spec.containers[name=app].image`, `metadata.labels["a.b/c"]`. */
  readonly path: string;
  /** Absent: the field is not there. Values of Secrets are masked. */
  readonly desired?: Json;
  readonly live?: Json;
  /** The field manager that has the field now. */
  readonly takenBy?: string;
}

export interface Drift {
  /** A field of ours has another value, or the object is gone. */
  readonly drifted: boolean;
  readonly changes: readonly Change[];
  readonly missing?: true;
  /** Every value is as desired, but others took fields of ours: apply again to own them; there is nothing to show. */
  readonly reclaim?: true;
}

export interface DriftOptions {
  /** The hash that our last apply returned; absent: not known, so all is compared. */
  readonly ownHash?: Digest;
  readonly ignore?: readonly IgnoreDifference[];
  readonly manager?: string;
}

/**
 * Whether somebody changed a field of ours. Who changes a field that we applied takes it from us, so the fields that we own are
 * as after our last apply exactly if nobody did; what defaulting and admission made of a value is no drift. Only where they
 * are not, desired and live are compared to say which field it was, and who has it now.
 */
export function driftOf(desired: KubeObject, live: KubeObject | undefined, options: DriftOptions = {}): Drift {
  const { ownHash, ignore = [], manager = FIELD_MANAGER } = options;
  if (!live) return { drifted: true, changes: [], missing: true };
  const own = ownFields(live, manager);
  if (own && own.hash === ownHash) return { drifted: false, changes: [] };
  const ignored = ignoredFor(desired, ignore);
  const changes = lostFields(desired, live, { ignored, manager }).map((one) => changeAt(one, desired));
  if (changes.length > 0) return { drifted: true, changes };
  // With ignored fields the hash may stay different for ever; taking them back again and again would be a fight.
  const ignores = ignored.hasPaths || ignored.managers.size > 0;
  return ignores ? { drifted: false, changes } : { drifted: false, changes, reclaim: true };
}

interface LostOptions {
  readonly ignored: Ignored;
  readonly manager?: string;
}

/** Fields that we applied, that others own by now, and that have another value. */
export function lostFields(
  desired: KubeObject,
  live: KubeObject,
  { ignored, manager = FIELD_MANAGER }: LostOptions,
): Difference[] {
  const entries = managedFieldsOf(live);
  const others = entries.filter((entry) => !isOwnEntry(entry, manager));
  const trees = { all: unionOf(entries.map(({ fieldsV1 }) => fieldsV1)), own: ownFields(live, manager)?.fieldsV1 };
  const found: Difference[] = [];
  const [want, have] = [desired, live].map((object) => withoutIgnored(normalised(object), ignored)) as [
    KubeObject,
    KubeObject,
  ];
  eachPlace(want, have, trees, (place) => {
    // Still ours: what differs is what the API server made of our value.
    if (place.own !== undefined || isAsDesired(place)) return;
    const steps = stepsOf(place.trail);
    const takenBy = takerOf(steps, others);
    if (takenBy === undefined || !ignored.managers.has(takenBy))
      found.push({ steps, desired: place.desired, live: place.live, takenBy });
  });
  return found;
}

/**
 * Where live differs from desired, for `wheelhouse diff` and for people: what desired sets and live has otherwise, in another
 * order, or not at all; and what an earlier apply set, desired does not, and live still has. Fields that only live has are defaults,
 * or somebody else's.
 */
export const subsetDiff = (desired: KubeObject, live: KubeObject, ignore: readonly IgnoreDifference[] = []): Change[] =>
  differences(desired, live, ignoredFor(desired, ignore)).map((one) => changeAt(one, desired));

export function differences(desired: KubeObject, live: KubeObject, ignored: Ignored): Difference[] {
  const entries = managedFieldsOf(live);
  const all = entries.length > 0 ? unionOf(entries.map(({ fieldsV1 }) => fieldsV1)) : undefined;
  const [want, have] = [desired, live].map((object) => withoutIgnored(normalised(object), ignored)) as [
    KubeObject,
    KubeObject,
  ];
  const isLeft = (steps: readonly Step[]): boolean => {
    if (ignored.managers.size === 0) return false;
    const takenBy = takerOf(steps, entries);
    return takenBy !== undefined && ignored.managers.has(takenBy);
  };
  const found: Difference[] = [];
  eachPlace(want, have, { all, own: undefined, ordered: true }, (place) => {
    if (isAsDesired(place)) return;
    const steps = stepsOf(place.trail);
    if (!isLeft(steps)) found.push({ steps, desired: place.desired, live: place.live });
  });
  eachDropped(want, have, (trail, value) => {
    const steps = stepsOf(trail);
    if (!isLeft(steps)) found.push({ steps, desired: undefined, live: value });
  });
  return found;
}

const isAsDesired = ({ trail, desired, live, native, quantities }: Place): boolean =>
  desired === live ||
  within(desired, live, { native, quantities }, isMapOfTexts(trail?.before?.step) ? IN_MAP : trail?.step);

/** The last manager that wrote the place, or what it stands in. */
function takerOf(steps: readonly Step[], others: readonly ManagedFields[]): string | undefined {
  const owning = others.filter(({ fieldsV1 }) => owns(fieldsV1, steps));
  return owning.sort((a, b) => (a.time < b.time ? 1 : -1))[0]?.manager;
}

function owns(tree: FieldsV1, steps: readonly Step[]): boolean {
  let node: FieldsV1 | undefined = tree;
  for (const step of steps) {
    node = below(node, step);
    if (node === undefined) return false;
    // The tree ends here: it is owned with everything below.
    if (Object.keys(node).length === 0) return true;
  }
  return true;
}

function below(node: FieldsV1, step: Step): FieldsV1 | undefined {
  if (typeof step === 'string') return node[`f:${step}`];
  if (typeof step === 'number') return node[`i:${step}`];
  return 'keys' in step ? itemNode(node, step.keys) : node[`v:${JSON.stringify(step.value)}`];
}

const MASK = '••••••';

/** A place where desired and live are not the same; either may have nothing there. */
export interface Difference {
  readonly steps: readonly Step[];
  readonly desired: Json | undefined;
  readonly live: Json | undefined;
  /** The field manager that has it now, where that is of interest. */
  readonly takenBy?: string | undefined;
}

export function changeAt({ steps, desired, live, takenBy }: Difference, object: KubeObject): Change {
  const secret = isSecret(object) && steps[0] === 'data';
  // kubectl keeps the whole manifest, values included, in an annotation.
  const manifest = isSecret(object) && steps.at(-1) === 'kubectl.kubernetes.io/last-applied-configuration';
  const shown = (value: Json): Json => (secret || manifest ? MASK : value);
  return {
    path: pathText(steps),
    ...(desired === undefined ? {} : { desired: shown(desired) }),
    ...(live === undefined ? {} : { live: shown(live) }),
    ...(takenBy === undefined ? {} : { takenBy }),
  };
}
