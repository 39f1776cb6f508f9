import { spokePermissions } from '@wheelhouse/contract';
import type { ClusterId, ProjectId } from '@wheelhouse/core-domain';
import { grantsProjects } from './granted.ts';

const cluster = 'b'.repeat(16) as ClusterId;
const [a, b] = ['a'.repeat(16), 'd'.repeat(16)] as ProjectId[] as [ProjectId, ProjectId];
const jwt = (projects: readonly ProjectId[]): string => {
  const { publish } = spokePermissions({ cluster, projects });
  return `x.${Buffer.from(JSON.stringify({ nats: { pub: { allow: publish } } })).toString('base64url')}.y`;
};

it.each([
  ['the projects that it names', jwt([a, b]), [a, b], true],
  ['no other project', jwt([a]), [a, b], false],
  ['nothing, where it cannot be read', 'nonsense', [a], false],
])('a JWT grants %s', (_, text, projects, expected) => {
  expect(grantsProjects(text, cluster, projects)).toBe(expected);
});
