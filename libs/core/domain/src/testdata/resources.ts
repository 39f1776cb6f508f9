/** Valid resources that use every field there is, for fuzzing. */

const argo = 'argoproj.io/v1alpha1';
const ours = 'wheelhouse.dev/v1alpha1';

const spec = {
  project: 'p',
  revisionHistoryLimit: 3,
  sources: [
    { repoURL: 'https://git.example/a.git', path: './a//b/', targetRevision: 'v1', directory: { recurse: true, include: '*.yaml', exclude: 'x' } },
    {
      repoURL: 'https://git.example/a.git',
      path: '.',
      kustomize: {
        namePrefix: 'p-',
        images: ['a=b:1'],
        replicas: [{ name: 'd', count: 2 }],
        commonLabels: { a: 'b' },
        commonAnnotations: { a: 'b' },
        namespace: 'ns',
        components: ['../c'],
      },
    },
  ],
  destination: { server: 'https://s', namespace: 'ns' },
  syncPolicy: {
    automated: { prune: true, selfHeal: true },
    syncOptions: ['CreateNamespace=true'],
    retry: { limit: -1, backoff: { duration: '1m30s', factor: 3, maxDuration: '10m' } },
    managedNamespaceMetadata: { labels: { a: 'b' } },
  },
  ignoreDifferences: [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'], managedFieldsManagers: ['x'] }],
  info: [{ name: 'a', value: 'b' }],
};

export const plainSpec = {
  project: 'default',
  source: { repoURL: 'https://git/x', path: 'a' },
  destination: { name: 'dev' },
};

export const applications: unknown[] = [
  { apiVersion: argo, kind: 'Application', metadata: { name: 'app', labels: { a: 'b' }, annotations: { 'x/y': 'z' } }, spec },
];

export const sets: unknown[] = [
  {
    apiVersion: argo,
    kind: 'ApplicationSet',
    metadata: { name: 'set' },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        { list: { elements: [{ env: 'dev' }], elementsYaml: '- {env: prod}' }, selector: { matchLabels: { env: 'dev' } } },
        {
          clusters: {
            selector: { matchLabels: { env: 'dev' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
            values: { a: '{{.name}}' },
            flatList: false,
          },
        },
        {
          git: {
            repoURL: 'https://git.example/a.git',
            revision: 'HEAD',
            directories: [{ path: 'apps/*' }, { path: 'apps/x', exclude: true }],
            pathParamPrefix: 'p',
            values: { a: 'b' },
          },
        },
      ],
      template: {
        metadata: { name: '{{.env}}', labels: { a: '{{.env}}' }, finalizers: [] },
        spec: { project: 'default', source: { repoURL: 'u', path: '{{.env}}' }, destination: { name: '{{.env}}' } },
      },
      syncPolicy: { preserveResourcesOnDeletion: true, applicationsSync: 'sync' },
      preservedFields: { annotations: ['a'], labels: ['b'] },
      ignoreApplicationDifferences: [{ name: 'x', jsonPointers: ['/spec/syncPolicy'], jqPathExpressions: ['.spec.source'] }],
    },
  },
];

export const projects: unknown[] = [
  {
    apiVersion: argo,
    kind: 'AppProject',
    metadata: { name: 'p' },
    spec: {
      description: 'd',
      sourceRepos: ['https://git.example/*', '!https://git.example/secret'],
      destinations: [{ name: 'dev-*', namespace: 'team-?' }, { server: 'https://s', namespace: '*' }],
      sourceNamespaces: ['a*'],
      clusterResourceWhitelist: [{ group: '*', kind: 'Namespace' }],
      namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }],
    },
  },
];

export const clusters: unknown[] = [
  {
    apiVersion: ours,
    kind: 'Cluster',
    metadata: { name: 'edge-17', labels: { env: 'prod' }, annotations: { a: 'b' } },
    spec: { server: 'https://edge-17.example.com', timeZone: 'Europe/Berlin' },
  },
];

export const repositories: unknown[] = [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'r', labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
    stringData: { type: 'git', url: 'https://git.example/a.git', username: 'u', password: 'hunter2' },
  },
];

export const secrets: unknown[] = [
  ...repositories,
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'c', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
    data: { name: 'ZGV2', server: 'aHR0cHM6Ly9z', config: 'e30=' },
  },
];

const yaml = `# a comment
apiVersion: wheelhouse.dev/v1alpha1
kind: Cluster
metadata: {name: a, labels: &l {env: prod, "x/y": 'z'}}
spec:
  timeZone: Etc/UTC
---
apiVersion: v1
kind: List
items:
- apiVersion: argoproj.io/v1alpha1
  kind: AppProject
  metadata:
    name: p
    labels: {<<: *m}
  spec:
    description: |-
      some
      text
    sourceRepos: [ '*' ]
    destinations:
    - {name: dev, namespace: "a"}
`.replace('&l ', '').replace('{<<: *m}', '{a: b}');

const anchored = `a: &a [1, 0x1F, yes, ~, 1.5e3]
b: &b {x: *a, "y": !!str 1}
c: {<<: *b, z: [*a, *a]}
? k
: - - v
d: >+
  folded

e: !!binary aGk=
`;

/** Streams of YAML and JSON: the resources above, and what else YAML can say. */
export const documents: string[] = [
  yaml,
  anchored,
  ...[...applications, ...sets, ...projects, ...clusters, ...repositories].map((one) => JSON.stringify(one)),
];
