import type { TargetSpec } from '@wheelhouse/contract';
import type { IgnoreDifference } from '@wheelhouse/core-domain';
import type { SyncDependencies } from './sync-dependencies.ts';

/** What of the objects of an application is not compared: what it says itself, and what is ignored of all. */
export function ignoredFields(
  { ignoreDifferences }: Pick<TargetSpec, 'ignoreDifferences'>,
  { ignored }: Pick<SyncDependencies, 'ignored'>,
): readonly IgnoreDifference[] {
  const general = ignored();
  return general.length === 0 ? ignoreDifferences : [...ignoreDifferences, ...general];
}
