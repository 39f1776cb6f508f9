import type { Hub } from './hub.ts';

export interface Application {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly cluster: { readonly name: string } | null;
  readonly stage: string;
  readonly sync: { readonly status: string; readonly reason: string | null };
  readonly health: { readonly status: string; readonly message: string | null };
  readonly revisions: Readonly<Record<'desired' | 'published' | 'admitted' | 'applied' | 'healthy', string | null>>;
  readonly operation: { readonly phase: string; readonly message: string; readonly initiatedBy: string } | null;
  readonly conditions: readonly Condition[];
  readonly waitReasons: readonly { readonly kind: string; readonly message: string }[];
}

export interface Condition {
  readonly type: string;
  readonly severity: string;
  readonly message: string;
  readonly where: string | null;
  readonly hint: string | null;
}

export interface ApplicationSet {
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly held: { readonly digest: string; readonly message: string; readonly withdrawn: readonly string[] } | null;
}

const CONDITION = 'type severity message where hint';
const FIELDS = `id name project cluster { name } stage sync { status reason } health { status message }
  revisions { desired published admitted applied healthy } operation { phase message initiatedBy }
  conditions { ${CONDITION} } waitReasons { kind message }`;

/** All that the viewer may see, by name. */
export async function applications(hub: Hub, token?: string): Promise<Application[]> {
  const query = `{ applications(first: 200, orderBy: { field: NAME }) { nodes { ${FIELDS} } } }`;
  return (await hub.graphql<{ applications: { nodes: Application[] } }>(query, {}, token)).applications.nodes;
}

export async function applicationSet(hub: Hub, name: string): Promise<ApplicationSet> {
  const query = `query ($name: String!) {
    applicationSet(name: $name) { name conditions { ${CONDITION} } held { digest message withdrawn } }
  }`;
  const { applicationSet: found } = await hub.graphql<{ applicationSet: ApplicationSet | null }>(query, { name });
  if (!found) throw new Error(`there is no ApplicationSet ${name}`);
  return found;
}

/** What the hub found in its fleet repositories that a person must mend. */
export async function fleetProblems(hub: Hub): Promise<Condition[]> {
  const query = `{ fleet { sources { problems { ${CONDITION} } } } }`;
  const { fleet } = await hub.graphql<{ fleet: { sources: { problems: Condition[] }[] } }>(query);
  return fleet.sources.flatMap(({ problems }) => problems);
}

export const isHealthy = (application: Application, commit: string): boolean =>
  application.revisions.healthy === commit &&
  application.sync.status === 'SYNCED' &&
  application.health.status === 'HEALTHY';

/** Everything that a person would read of it, in one text. */
export const wordsOf = ({ sync, health, operation, conditions, waitReasons }: Application): string =>
  [
    sync.reason,
    health.message,
    operation?.message,
    ...conditions.map(wordsOfCondition),
    ...waitReasons.map(({ message }) => message),
  ]
    .filter(Boolean)
    .join('\n');

export const wordsOfCondition = ({ message, where, hint }: Condition): string =>
  [where, message, hint].filter(Boolean).join(' · ');
