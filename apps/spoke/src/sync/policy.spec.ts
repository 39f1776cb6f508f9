import { impersonated, propagationOf } from './policy.ts';

it.each([
  ['none', undefined, 'app', undefined],
  ['a name, in the destination namespace', 'deployer', 'app', 'system:serviceaccount:app:deployer'],
  ['a name of another namespace', 'ci:deployer', 'app', 'system:serviceaccount:ci:deployer'],
  ['a name, without a destination namespace', 'deployer', '', 'system:serviceaccount:default:deployer'],
])('a ServiceAccount given as %s', (_, given, namespace, expected) => {
  expect(impersonated(given, namespace)).toBe(expected);
});

it.each([
  [[], 'Foreground'],
  [['PrunePropagationPolicy=background'], 'Background'],
  [['CreateNamespace=true', 'PrunePropagationPolicy=orphan'], 'Orphan'],
])('%j prunes with %s', (options, expected) => {
  expect(propagationOf(options)).toBe(expected);
});
