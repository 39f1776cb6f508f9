import { spokePermissions } from '@wheelhouse/contract';
import type { ClusterId, ProjectId } from '@wheelhouse/core-domain';

/** What a JWT lets its user publish, as one text: equal texts mean that a new JWT grants nothing else. */
export const grantsOf = (jwt: string): string => [...publishAllow(jwt)].sort().join(' ');

/** Whether a JWT lets its user read the blobs of all these projects. A JWT that cannot be read grants nothing. */
export function grantsProjects(jwt: string, cluster: ClusterId, projects: readonly ProjectId[]): boolean {
  const allowed = new Set(publishAllow(jwt));
  return spokePermissions({ cluster, projects }).publish.every((subject) => allowed.has(subject));
}

function publishAllow(jwt: string): readonly string[] {
  try {
    const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      nats?: { pub?: { allow?: readonly string[] } };
    };
    return claims.nats?.pub?.allow ?? [];
  } catch {
    return [];
  }
}
