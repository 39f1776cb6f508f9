import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** An object as it is written; JSON is YAML, so the files of the repository hold it as it is. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export const overlayName = (index: number): string => `service-${String(index).padStart(3, '0')}`;

const LABELS = { 'app.kubernetes.io/name': 'web' };

/** What every overlay makes of the base: a namespace, a Deployment of three pods, a Service and a ConfigMap. */
export function objectsOf(overlay: string, tag: string): Manifest[] {
  const metadata = { name: 'web', namespace: overlay };
  const container = {
    name: 'web',
    image: `registry.example/web:${tag}`,
    ports: [{ containerPort: 8080 }],
    envFrom: [{ configMapRef: { name: 'web' } }],
    resources: { requests: { cpu: '10m', memory: '16Mi' } },
  };
  const spec = {
    replicas: 3,
    selector: { matchLabels: LABELS },
    template: { metadata: { labels: LABELS }, spec: { containers: [container] } },
  };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: overlay } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { LOG_LEVEL: 'info' } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: LABELS, ports: [{ port: 80, targetPort: 8080 }] },
    },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
  ] as Manifest[];
}

/** A base and `count` overlays of it: `apps/base`, `apps/overlays/service-000`, … */
export async function writeOverlays(clone: string, count: number, tag: string): Promise<void> {
  const base = objectsOf('base', tag).map(({ metadata: { name }, ...rest }) => ({ ...rest, metadata: { name } }));
  const files = base.map((object) => `${object.kind.toLowerCase()}.yaml`);
  const folder = path.join(clone, 'apps', 'base');
  await mkdir(folder, { recursive: true });
  await put(path.join(folder, 'kustomization.yaml'), { resources: files });
  for (const [at, object] of base.entries()) await put(path.join(folder, files[at]!), object);
  for (let i = 0; i < count; i++) await writeOverlay(clone, overlayName(i), tag);
}

/** One overlay: its namespace and its image's tag. */
export async function writeOverlay(clone: string, overlay: string, tag: string): Promise<void> {
  const folder = path.join(clone, 'apps', 'overlays', overlay);
  await mkdir(folder, { recursive: true });
  const images = [{ name: 'registry.example/web', newTag: tag }];
  await put(path.join(folder, 'kustomization.yaml'), { namespace: overlay, resources: ['../../base'], images });
}

/** Every overlay on every cluster: one ApplicationSet with one generator per cluster over the same folders. */
export const applicationSet = (repository: string, clusters: readonly string[]): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name: 'services', namespace: 'argocd' },
  spec: {
    goTemplate: true,
    generators: clusters.map((cluster) => ({
      git: { repoURL: repository, revision: 'main', directories: [{ path: 'apps/overlays/*' }], values: { cluster } },
    })),
    template: {
      metadata: { name: '{{.path.basename}}-{{.values.cluster}}' },
      spec: {
        project: 'services',
        source: { repoURL: repository, targetRevision: 'main', path: '{{.path.path}}' },
        destination: { name: '{{.values.cluster}}', namespace: '{{.path.basename}}' },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
    },
  },
});

export const project = (repository: string): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'services', namespace: 'argocd' },
  spec: {
    sourceRepos: [repository],
    destinations: [{ name: '*', server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
  },
});

async function put(file: string, content: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
