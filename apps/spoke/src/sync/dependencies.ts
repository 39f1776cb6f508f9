import type { TargetStatus } from '@wheelhouse/contract';
import { identityText, sameRung } from '@wheelhouse/core-domain';
import type { ApplicationId, ApplicationReference } from '@wheelhouse/core-domain';
import { rungOf } from './target.ts';
import type { Target } from './target.ts';

/** A condition, and what the hub shows as the reason. */
export const WAITS_FOR_DEPENDENCY = 'WaitsForDependency';

/** What was told last of an application. */
export type StatusOf = (id: ApplicationId) => TargetStatus | undefined;

/** The first that a target has to wait for, and why; undefined: all of them are what they are to be, and well. */
export function unmetDependency(target: Target, targets: Iterable<Target>, statusOf: StatusOf): string | undefined {
  const { identity, dependsOn = [] } = target.spec;
  if (dependsOn.length === 0) return undefined;
  const byName = new Map([...targets].map((one) => [identityText(one.spec.identity), one]));
  for (const reference of dependsOn) {
    const other = byName.get(identityText({ ...reference, project: identity.project }));
    const lacks = other ? lackOf(other, statusOf(other.id)) : 'which is not on this cluster';
    if (lacks !== undefined) return `waits for Application ${nameOf(reference, identity.namespace)}, ${lacks}`;
  }
  return undefined;
}

/** Whether what is told of `other` may be what `target` waits for. */
export const dependsOn = ({ spec }: Target, { spec: { identity } }: Target): boolean =>
  spec.identity.project === identity.project &&
  (spec.dependsOn ?? []).some(({ namespace, name }) => namespace === identity.namespace && name === identity.name);

function lackOf(
  { wanted: { entry, tombstone }, stored }: Target,
  status: TargetStatus | undefined,
): string | undefined {
  if (tombstone || !entry) return 'which is leaving this cluster';
  if (entry.staged) return 'of which a newer state waits to be admitted';
  if (!entry.current || !status) return 'of which nothing is known yet';
  if (!sameRung(stored.applied, rungOf(entry.current, entry.spec)) || status.sync.status !== 'Synced')
    return `which is not synced${told(status.sync.reason)}`;
  return status.health.status === 'Healthy'
    ? undefined
    : `which is ${status.health.status}${told(status.health.message)}`;
}

const told = (message: string | undefined): string => (message ? `: ${message}` : '');

const nameOf = ({ namespace, name }: ApplicationReference, own: string): string =>
  namespace === own ? name : `${namespace}/${name}`;
