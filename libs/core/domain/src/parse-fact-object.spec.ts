import { parseDocuments } from './parse-documents.ts';
import { parseResource, type ParsedResource } from './parse-resource.ts';
import { describeProblem, type Result } from './result.ts';

const parse = (text: string): Result<ParsedResource> => {
  const documents = parseDocuments(text, 'f.yaml');
  if (!documents.ok) throw new Error(documents.error.map(describeProblem).join());
  return parseResource(documents.value[0]!);
};
const found = (text: string): ParsedResource => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.error.map(describeProblem).join());
  return parsed.value;
};

const secret = (labels: string, more = ''): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: s, labels: {${labels}}${more}}\nstringData: {token: hunter2}\n`;
const decision = (metadata: string, status = 'status: {decisions: [{clusterName: dev}]}'): string =>
  `apiVersion: cluster.open-cluster-management.io/v1beta1\nkind: PlacementDecision\nmetadata: {${metadata}}\n${status}\n`;

describe('what generators look at', () => {
  it('is a ConfigMap, of which only the texts are kept', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\nbinaryData: {x: AA==}\n';
    expect(found(text)).toMatchObject({
      kind: 'ConfigMap',
      warnings: [],
      value: {
        project: '',
        object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'argocd' }, data: { a: 'b' } },
      },
    });
  });
  it.each([
    ['a Secret that Argo CD takes tokens from', 'argocd.argoproj.io/secret-type: scm-creds'],
    ["a Secret of Argo CD's plugins", 'app.kubernetes.io/part-of: argocd'],
  ])('is %s; its data is apart from what may be shown', (_, labels) => {
    const { kind, value } = found(secret(labels));
    expect({ kind, value }).toMatchObject({ kind: 'Secret', value: { secret: { token: 'hunter2' } } });
    expect(JSON.stringify((value as { object?: unknown }).object)).not.toContain('hunter2');
  });
  it('may be for one project alone', () => {
    const text = secret('argocd.argoproj.io/secret-type: scm-creds', ', annotations: {wheelhouse.dev/project: shop}');
    expect(found(text)).toMatchObject({ value: { project: 'shop' } });
  });
  it('is what names clusters: a PlacementDecision, or what a label calls so', () => {
    const status = { decisions: [{ clusterName: 'dev' }] };
    expect(found(decision('name: d'))).toMatchObject({ kind: 'ClusterDecision', value: { object: { status } } });
    const own = decision('name: d, labels: {wheelhouse.dev/cluster-decisions: "true"}')
      .replace('cluster.open-cluster-management.io/v1beta1', 'example.com/v1')
      .replace('PlacementDecision', 'Choice');
    expect(found(own)).toMatchObject({ kind: 'ClusterDecision', value: { object: { kind: 'Choice', status } } });
  });
  it('says where a resource names no clusters', () => {
    expect(found(decision('name: d', '')).warnings.map(describeProblem).join()).toMatch(
      /status is missing: it names no/,
    );
  });
  it.each([
    ['a Secret of somebody else', secret('a: b'), /only Secrets of clusters, repositories and generators are kept/],
    ['any other object', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n', /apps\/v1 is no API group/],
  ])('is not %s', (_, text, message) => {
    const parsed = parse(text);
    expect(parsed.ok ? 'taken' : parsed.error.map(describeProblem).join()).toMatch(message);
  });
});
