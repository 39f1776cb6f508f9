import type { ApplicationSet, ApplicationsSync } from '@wheelhouse/core-domain';
import type { Preserving } from '@wheelhouse/core-generate';
import type { HubConfig } from '../config.ts';

/** What the hub says for all sets, as Argo CD's controller does with its flags. */
export interface SetDefaults {
  /** For sets that say nothing, or for all of them where `override` is off. */
  readonly applicationsSync: ApplicationsSync;
  /** A set may choose for itself. */
  readonly override: boolean;
  /** Stay on generated Applications as people set them, beside what a set names. */
  readonly preserved: Preserving['preservedFields'];
}

/** What a set may do with the Applications that it made. */
export interface SetRules {
  readonly applicationsSync: ApplicationsSync;
  readonly mayChange: boolean;
  readonly mayDelete: boolean;
  readonly preserving: Preserving;
}

/** As with Argo CD's flags: sets choose for themselves unless the hub chose, and then only where it is said that they may. */
export const setDefaultsOf = (config: HubConfig): SetDefaults => ({
  applicationsSync: config.applicationsSync ?? 'sync',
  override: config.applicationsSyncOverride ?? config.applicationsSync === undefined,
  preserved: { annotations: config.preservedAnnotations, labels: config.preservedLabels },
});

export function rulesOf({ spec }: ApplicationSet, { applicationsSync, override, preserved }: SetDefaults): SetRules {
  const policy = (override ? spec.syncPolicy.applicationsSync : undefined) ?? applicationsSync;
  const { annotations, labels } = spec.preservedFields;
  return {
    applicationsSync: policy,
    mayChange: policy === 'sync' || policy === 'create-update',
    mayDelete: policy === 'sync' || policy === 'create-delete',
    preserving: {
      preservedFields: {
        annotations: [...annotations, ...preserved.annotations],
        labels: [...labels, ...preserved.labels],
      },
      ignoreApplicationDifferences: spec.ignoreApplicationDifferences,
    },
  };
}
