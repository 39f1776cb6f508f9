import type { KubeObject } from '@wheelhouse/core-domain';

const HOOK = 'argocd.argoproj.io/hook';
const HELM_HOOK = 'helm.sh/hook';
const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

const annotation = (object: KubeObject, name: string): string | undefined => object.metadata.annotations?.[name];

/** The hook annotation as written, e.g. `argocd.argoproj.io/hook: PreSync`; undefined for a plain object. */
export function hookOf(object: KubeObject): string | undefined {
  const hook = annotation(object, HOOK);
  if (hook !== undefined) return `${HOOK}: ${hook}`;
  const helm = annotation(object, HELM_HOOK);
  // Helm 2's way to say "before anything else"; the order of kinds does that.
  return helm === undefined || helm === 'crd-install' ? undefined : `${HELM_HOOK}: ${helm}`;
}

/** What an option says: true, false, or undefined where it is not there. `confirm` counts as false: nobody confirmed. */
export function syncOption(options: readonly string[], name: string): boolean | undefined {
  const found = options.map((option) => option.trim()).findLast((option) => option.startsWith(`${name}=`));
  return found === undefined ? undefined : found === `${name}=true`;
}

export const objectOptions = (object: KubeObject): readonly string[] =>
  annotation(object, SYNC_OPTIONS)?.split(',') ?? [];
