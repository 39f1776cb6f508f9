import type { ApplicationQuery, ApplicationResourcesQuery } from '../../api/operations.generated.ts';

export type Application = NonNullable<ApplicationQuery['application']>;
export type Resource = NonNullable<ApplicationResourcesQuery['application']>['resources'][number];

export interface ApplicationName {
  readonly name: string;
  readonly namespace: string;
  readonly project: string;
}

export const nameOf = ({ name, namespace, project }: ApplicationName): ApplicationName => ({
  name,
  namespace,
  project,
});
