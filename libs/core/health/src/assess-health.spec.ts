import { readFileSync, readdirSync } from 'node:fs';
import type { KubeObject } from '@wheelhouse/core-domain';
import { parse } from 'yaml';
import { assessHealth, needsBody } from './assess-health.ts';

const testdata = new URL('../testdata/', import.meta.url);
const fixtures = readdirSync(testdata, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml') && !path.startsWith('rules'))
  .sort();

/** The first line of a fixture says what is expected: `# Status`, `# Status: message`, or `# none`. */
function load(path: string): { expected: unknown; object: KubeObject } {
  const source = readFileSync(new URL(path, testdata), 'utf8');
  const [, status, message] = /^# (\w+)(?:: (.*))?\n/.exec(source) ?? [];
  if (!status) throw new Error(`${path}: the first line does not say what is expected`);
  const expected = status === 'none' ? undefined : { status, ...(message && { message }) };
  return { expected, object: parse(source) as KubeObject };
}

describe('assessHealth', () => {
  it.each(fixtures)('%s', (path) => {
    const { expected, object } = load(path);
    expect(assessHealth(object)).toEqual(expected);
  });

  it.each(fixtures)('%s is assessed without its body only where no body is needed', (path) => {
    const { object } = load(path);
    const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0]! : '';
    if (needsBody(group, object.kind)) return;
    const { apiVersion, kind, metadata } = object;
    expect(assessHealth({ apiVersion, kind, metadata })).toEqual(assessHealth(object));
  });
});

describe('needsBody', () => {
  it.each([
    ['a Deployment has its health in the body', 'apps', 'Deployment', true],
    ['a Service may wait for its load balancer', '', 'Service', true],
    ['a ConfigMap has no health', '', 'ConfigMap', false],
    ['a Secret has no health, and its body is better not read', '', 'Secret', false],
    ['a Role has no health', 'rbac.authorization.k8s.io', 'Role', false],
    ['a custom resource may have conditions', 'cert-manager.io', 'Certificate', true],
    ['a group below k8s.io may be a custom one', 'gateway.networking.k8s.io', 'Gateway', true],
  ])('%s', (_, group, kind, expected) => expect(needsBody(group, kind)).toBe(expected));
});
