import type { ApplicationRow } from '@wheelhouse/adapter-postgres';
import type { ApplicationSet } from '@wheelhouse/core-domain';
import type { Wanted } from '../release/wanted.ts';
import { cascades } from '../release/withdraw.ts';

/**
 * How an Application leaves. One that only goes to another project is made anew there, and what it runs stays for the new
 * one: Argo CD changes the project of an Application in place.
 */
export function leavingMode(
  set: ApplicationSet,
  wanted: readonly Wanted[],
): (row: ApplicationRow) => 'prune' | 'orphan' {
  const names = new Set(wanted.map(({ application }) => application.metadata.name));
  const preserve = set.spec.syncPolicy.preserveResourcesOnDeletion;
  return (row) => (!preserve && cascades(row) && !names.has(row.name) ? 'prune' : 'orphan');
}
