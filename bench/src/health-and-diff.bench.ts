/**
 * How long one Deployment takes to judge and to compare: what a spoke does at each event of a watch. No cluster runs; what is
 * measured is this process, on one core.
 */
import { driftOf, ownFields, subsetDiff } from '@wheelhouse/core-diff';
import type { FieldsV1 } from '@wheelhouse/core-diff';
import type { KubeObject } from '@wheelhouse/core-domain';
import { assessHealth } from '@wheelhouse/core-health';
import { distributionOf } from './measure/distribution.ts';

const ROUNDS = 200;
const PER_ROUND = 200;

const labels = { 'app.kubernetes.io/name': 'shop', 'app.kubernetes.io/version': '1.10' };
const container = (name: string, image: string) => ({
  name,
  image,
  env: Array.from({ length: 8 }, (_, index) => ({ name: `SETTING_${index}`, value: `value ${index}` })),
  ports: [{ name: 'http', containerPort: 8080 }],
  resources: { requests: { cpu: '250m', memory: '0.25Gi' }, limits: { cpu: '1', memory: '1Gi' } },
  readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
});

const desired: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', namespace: 'shop', labels },
  spec: {
    replicas: 3,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [container('shop', 'shop:1.10'), container('proxy', 'proxy:3')],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
  },
};

/** A field tree as the API server notes it for an apply of the object. */
function treeOf(value: unknown): FieldsV1 {
  if (Array.isArray(value) && value.every((item: unknown) => typeof item === 'object')) {
    const named = value as { name: string }[];
    return Object.fromEntries(
      named.map((item) => [`k:${JSON.stringify({ name: item.name })}`, { '.': {}, ...treeOf(item) }]),
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [`f:${field}`, treeOf(inner)]));
}

function liveOf(image: string): KubeObject {
  const live = structuredClone(desired) as unknown as {
    metadata: Record<string, unknown>;
    spec: { template: { spec: { containers: { image: string }[] } } };
    status: unknown;
  };
  live.spec.template.spec.containers[0]!.image = image;
  const { metadata, spec } = desired;
  const fieldsV1 = treeOf({ metadata: { labels: metadata.labels }, spec });
  live.metadata = {
    ...live.metadata,
    uid: 'f3b5c7a0',
    generation: 4,
    managedFields: [
      { manager: 'wheelhouse', operation: 'Apply', apiVersion: 'apps/v1', time: '2026-01-01T00:00:00Z', fieldsV1 },
      {
        manager: 'kubectl-set',
        operation: 'Update',
        apiVersion: 'apps/v1',
        time: '2026-01-02T00:00:00Z',
        fieldsV1: {},
      },
    ],
  };
  live.status = {
    observedGeneration: 4,
    replicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
    conditions: [
      { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
    ],
  };
  return live as unknown as KubeObject;
}

const certificate: KubeObject = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'web', namespace: 'shop', generation: 1 },
  spec: { secretName: 'web-tls' },
  status: {
    conditions: [{ type: 'Ready', status: 'True', message: 'Certificate is up to date', observedGeneration: 1 }],
  },
};

/** Microseconds of one call: percentiles over rounds. */
function measure(work: () => unknown) {
  for (let warm = 0; warm < 20 * PER_ROUND; warm++) work();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    for (let call = 0; call < PER_ROUND; call++) work();
    return ((performance.now() - started) / PER_ROUND) * 1000;
  });
  const { p50, p99 } = distributionOf(rounds)!;
  return { p50, p99 };
}

const [same, other] = [liveOf('shop:1.10'), liveOf('shop:1.9')];
const { hash } = ownFields(same)!;
const ignore = [
  {
    group: 'apps',
    kind: 'Deployment',
    jsonPointers: ['/spec/replicas'],
    jqPathExpressions: ['.spec.template.spec.containers[] | select(.name == "proxy").image'],
    managedFieldsManagers: [],
  },
];
const figures = {
  healthUs: measure(() => assessHealth(same)),
  healthByRuleUs: measure(() => assessHealth(certificate)),
  unchangedUs: measure(() => driftOf(desired, same, { ownHash: hash })),
  diffUs: measure(() => subsetDiff(desired, same)),
  diffChangedUs: measure(() => subsetDiff(desired, other)),
  diffWithIgnoredUs: measure(() => subsetDiff(desired, other, ignore)),
};
for (const [name, { p50, p99 }] of Object.entries(figures)) {
  process.stderr.write(`${name.padEnd(20)} p50 ${String(p50).padStart(6)} µs   p99 ${String(p99).padStart(6)} µs\n`);
}
process.stdout.write(`${JSON.stringify({ bench: 'health-and-diff', ...figures })}\n`);
