import { KubeError } from '@wheelhouse/adapter-kube';
import type { KubeErrorCode } from '@wheelhouse/adapter-kube';
import { explainError } from './explain-error.ts';

const object = { apiVersion: 'v1', kind: 'ConfigMap' };
const refusal = (status: number, code: KubeErrorCode, message: string): KubeError =>
  new KubeError(message, { code, status });

it.each<[string, KubeError, string | RegExp]>([
  [
    'what RBAC refuses: who needs the rights',
    refusal(
      403,
      'FORBIDDEN',
      'configmaps "a" is forbidden: User "x" cannot patch resource "configmaps" in API group ""',
    ),
    /^the spoke may not do this: .*; grant it in the cluster's RBAC$/,
  ],
  [
    'what a webhook refuses with 403: its own words alone',
    refusal(403, 'FORBIDDEN', 'admission webhook "images.example.com" denied the request: the image is not signed'),
    'admission webhook "images.example.com" denied the request: the image is not signed',
  ],
  [
    'what a quota refuses: its own words alone',
    refusal(403, 'FORBIDDEN', 'pods "a" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1'),
    'pods "a" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1',
  ],
  [
    'a namespace on its way out: that it is, and who tells what holds it',
    refusal(
      403,
      'NAMESPACE_TERMINATING',
      'configmaps "a" is forbidden: unable to create new content in namespace shop because it is being terminated',
    ),
    /^namespace shop is being deleted, .*`kubectl describe namespace shop` says what holds it$/,
  ],
  [
    'a kind that is not there (any more): how it comes back',
    refusal(404, 'NOT_FOUND', 'the server could not find the requested resource'),
    'the cluster does not know kind ConfigMap in v1; install the CRD that brings it, or correct apiVersion and kind',
  ],
])('explains %s', (_, error, expected) => {
  const told = explainError(error, object);
  if (typeof expected === 'string') expect(told).toBe(expected);
  else expect(told).toMatch(expected);
});
