import type { Cluster } from './cluster.ts';
import { Fields, Issues, type Parsed, type ParseOptions } from './fields.ts';
import { clusterNameProblem } from './names.ts';
import { readMetadata } from './parse-metadata.ts';
import type { Result } from './result.ts';
import { timeZoneProblem } from './time-zone.ts';
import { readSecretData } from './secret-data.ts';

/** A cluster from our `kind: Cluster` or from Argo CD's Secret of type `cluster`, whose credentials are not looked at. */
export function parseCluster(object: unknown, options: ParseOptions = {}): Result<Parsed<Cluster>> {
  const issues = new Issues(options);
  const root = new Fields(object, [], issues);
  return issues.result(root.raw('kind') === 'Secret' ? readClusterSecret(root) : readCluster(root));
}

function readCluster(root: Fields): Cluster {
  const { name, labels, annotations } = readMetadata(root, { name: clusterNameProblem });
  const spec = root.fields('spec');
  const cluster = {
    metadata: { name, labels, annotations },
    spec: {
      server: spec?.string('server') ?? '',
      timeZone: (spec && readTimeZone(spec)) || 'UTC',
      project: spec?.string('project') ?? '',
    },
  };
  spec?.done();
  root.ignore('apiVersion', 'kind', 'status').done();
  return cluster;
}

function readTimeZone(fields: Fields): string | undefined {
  const timeZone = fields.string('timeZone');
  if (!timeZone) return undefined;
  const problem = timeZoneProblem(timeZone);
  if (!problem) return timeZone;
  fields.invalid('timeZone', `${JSON.stringify(timeZone.slice(0, 80))} ${problem}`);
  return undefined;
}

/** Holds the Secret's data in plain text, so it must not come along. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function readClusterSecret(root: Fields): Cluster {
  const metadata = readMetadata(root);
  const data = readSecretData(root);
  const server = data['server'] ?? '';
  const name = data['name'] || server;
  if (!server)
    root.issues.error('MISSING_FIELD', [], 'the cluster Secret has no server', 'put its URL under stringData.server');
  for (const key of ['namespaces', 'clusterResources']) {
    const hint = 'restrict it by destinations of Projects';
    if (data[key]) root.issues.error('NOT_SUPPORTED', [], `${key} of a cluster Secret is not there yet`, hint);
  }
  const problem = name && clusterNameProblem(name);
  if (problem) root.issues.error('INVALID_NAME', root.at('data'), `the name of the cluster ${problem}`);
  const { [LAST_APPLIED]: _secret, ...annotations } = metadata.annotations;
  return {
    metadata: { name, labels: metadata.labels, annotations },
    spec: { server, timeZone: 'UTC', project: data['project'] ?? '' },
  };
}
