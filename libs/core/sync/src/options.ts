import type { KubeObject } from '@wheelhouse/core-domain';

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
const MIGRATION_MANAGER = 'argocd.argoproj.io/client-side-apply-migration-manager';

/** `confirm`: only once a person said so. */
export type Consent = boolean | 'confirm';

/** How one object is written, by its own options and those of its application; the object's win. */
export interface WriteOptions {
  /** Whole, by `replace`, instead of field by field. */
  readonly replace: boolean;
  /** Deleted and made again where the API server takes it no other way; with `replace`, always. */
  readonly force: boolean;
  /** Fields that its schema does not know are refused. */
  readonly validate: boolean;
  /** Its kind may come while the sync runs. */
  readonly skipDryRunOnMissingResource: boolean;
  /** Left alone where it is as desired, even if a person asked for the sync. */
  readonly applyOutOfSyncOnly: boolean;
  /** What `kubectl` and others own of it becomes ours first. */
  readonly migrateOwnership: boolean;
  /** One more field manager whose fields become ours. */
  readonly migrateFrom?: string;
}

export function writeOptionsOf(object: KubeObject, application: readonly string[] = []): WriteOptions {
  const own = objectOptions(object);
  const says = (name: string, otherwise: boolean): boolean => flag(own, name) ?? flag(application, name) ?? otherwise;
  const manager = annotation(object, MIGRATION_MANAGER);
  return {
    replace: says('Replace', false),
    force: says('Force', false),
    validate: says('Validate', true),
    skipDryRunOnMissingResource: says('SkipDryRunOnMissingResource', false),
    applyOutOfSyncOnly: says('ApplyOutOfSyncOnly', false),
    migrateOwnership: says('ClientSideApplyMigration', true),
    ...(manager ? { migrateFrom: manager } : {}),
  };
}

/** What an option says: true, false, or undefined where it is not there or says something else. The last one counts. */
export function flag(options: readonly string[], name: string): boolean | undefined {
  const value = optionValue(options, name);
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** Of `Prune` and `Delete`. */
export function consent(options: readonly string[], name: 'Prune' | 'Delete'): Consent | undefined {
  return optionValue(options, name) === 'confirm' ? 'confirm' : flag(options, name);
}

export function optionValue(options: readonly string[], name: string): string | undefined {
  const found = options.map((option) => option.trim()).findLast((option) => option.startsWith(`${name}=`));
  return found?.slice(name.length + 1).trim();
}

export const objectOptions = (object: KubeObject): readonly string[] =>
  annotation(object, SYNC_OPTIONS)?.split(',') ?? [];

const annotation = (object: KubeObject, name: string): string | undefined => object.metadata.annotations?.[name];
