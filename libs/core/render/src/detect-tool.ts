import { err, ok, type Problem, type Result, type Source } from '@wheelhouse/core-domain';

export type Tool = 'kustomize' | 'directory';

export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Which tool renders a source: its explicit block, else what its folder holds (`names`, without the folders in it). As
 * Argo CD detects it, except that a folder with both a chart and a kustomization says so.
 */
export function detectTool(
  names: readonly string[],
  source: Source,
  appName = '',
): Result<{ readonly tool: Tool; readonly warnings: readonly Problem[] }> {
  const where = source.path;
  const refuse = (message: string, hint: string): Result<never> =>
    err([{ code: 'NOT_SUPPORTED', message, where, hint }]);
  if (source.helm)
    return refuse('Helm sources are not supported yet', 'commit the rendered manifests, or use kustomize');
  if ('plugin' in source)
    return refuse('config management plugins are not supported', 'use kustomize or plain manifests');
  const override = names.find((name) => name === '.argocd-source.yaml' || name === `.argocd-source-${appName}.yaml`);
  if (override) return refuse(`${override} is not supported yet`, 'put its options into the Application');
  if (source.kustomize && source.directory) {
    const hint = 'keep the block of the tool that is meant';
    return err([
      { code: 'INVALID_FIELD', message: 'the source has both a kustomize and a directory block', where, hint },
    ]);
  }
  if (source.directory) return ok({ tool: 'directory', warnings: [] });
  const chart = names.find((name) => name.endsWith('Chart.yaml'));
  const isKustomize = source.kustomize !== undefined || names.some((name) => KUSTOMIZATION_FILES.includes(name));
  if (isKustomize)
    return ok({ tool: 'kustomize', warnings: chart && !source.kustomize ? [ambiguous(where, chart)] : [] });
  if (chart)
    return refuse(
      `${chart} makes this a Helm chart, and Helm sources are not supported yet`,
      'commit the rendered manifests, or use kustomize',
    );
  return ok({ tool: 'directory', warnings: [] });
}

const ambiguous = (where: string, chart: string): Problem => ({
  code: 'NOT_SUPPORTED',
  message: `the folder holds ${chart} and a kustomization; kustomize renders it and the chart is left out`,
  where,
  hint: 'write a kustomize block to say that this is meant',
});
