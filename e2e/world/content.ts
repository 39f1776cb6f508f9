/** Manifests as the scenarios commit them, with what matters to them as arguments. */

export const IMAGE = 'registry.example.com/web';

/** Labelled by `env`, as the guides do it. */
export const cluster = (name: string, labels: Readonly<Record<string, string>> = { env: name }) => ({
  apiVersion: 'wheelhouse.dev/v1alpha1',
  kind: 'Cluster',
  metadata: { name, labels },
  spec: { timeZone: 'Etc/UTC' },
});

export const configMap = (name: string, data: Readonly<Record<string, string>> = { key: 'value' }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

export const deployment = (name: string, { image = `${IMAGE}:1.0.0`, replicas = 1 } = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image }] } },
  },
});

export const kustomization = (fields: object) => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  ...fields,
});

/** A base, and an overlay per cluster that sets the image's tag and the replicas. */
export function overlays(folder: string, perCluster: Readonly<Record<string, { tag: string; replicas?: number }>>) {
  const files = Object.entries(perCluster).map(([name, { tag, replicas = 1 }]) => [
    `${folder}/overlays/${name}/kustomization.yaml`,
    kustomization({
      resources: ['../../base'],
      images: [{ name: IMAGE, newTag: tag }],
      replicas: [{ name: 'web', count: replicas }],
    }),
  ]);
  return {
    [`${folder}/base/kustomization.yaml`]: kustomization({ resources: ['deployment.yaml'] }),
    [`${folder}/base/deployment.yaml`]: deployment('web', { image: IMAGE }),
    ...(Object.fromEntries(files) as Record<string, object>),
  };
}

export const AUTOMATED = {
  automated: { prune: true, selfHeal: true },
  syncOptions: ['CreateNamespace=true'],
};

export interface ApplicationContent {
  readonly repository: string;
  readonly path: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly project?: string;
  readonly revision?: string;
  readonly syncPolicy?: object;
}

export const applicationSpec = (content: ApplicationContent) => ({
  project: content.project ?? 'default',
  source: { repoURL: content.repository, targetRevision: content.revision ?? 'main', path: content.path },
  destination: { name: content.cluster, namespace: content.namespace },
  syncPolicy: content.syncPolicy ?? AUTOMATED,
});

export const application = (name: string, content: ApplicationContent) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
  spec: applicationSpec(content),
});

/** With Go templates; a missing key is an error. */
export const applicationSet = (
  name: string,
  applicationName: string,
  generators: object[],
  content: ApplicationContent,
) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name, namespace: 'argocd' },
  spec: {
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    generators,
    template: { metadata: { name: applicationName }, spec: applicationSpec(content) },
  },
});

export const list = (elements: object[]) => ({ list: { elements } });

export const project = (name: string, spec: object) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name, namespace: 'argocd' },
  spec,
});
