import { Inject, Injectable } from '@nestjs/common';
import {
  listApplicationSets,
  listApplications,
  listClusters,
  listFleetSources,
  listOwnerless,
  listRepositoryProblems,
  type ApplicationSetView,
  type ApplicationView,
  type ClusterView,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import { safeUrl } from '@wheelhouse/core-domain';
import { READ } from '../edge-tokens.ts';
import { ownerlessHint, ownerlessMessage } from '../fleet/ownerless.ts';
import type { Viewer } from '../use-cases.ts';
import { describeApplication, type DescribedApplication } from './describe-application.ts';
import { describeCluster, type DescribedCluster } from './describe-cluster.ts';
import { describeSet, type DescribedSet } from './describe-set.ts';

export interface FleetProblem {
  readonly rank: number;
  readonly kind: string;
  readonly message: string;
  readonly hint: string | null;
  readonly since: Date | null;
  readonly application: DescribedApplication | null;
  readonly cluster: DescribedCluster | null;
  readonly applicationSet: DescribedSet | null;
  readonly repository: string | null;
}

/** What a person should do first has the lowest rank. */
const ranks = {
  degraded: 1,
  'sync-failed': 2,
  'drift-fight': 3,
  'manifest-refused': 2,
  'broken-set': 4,
  'broken-render': 4,
  held: 5,
  repository: 6,
  'fleet-source': 6,
  missing: 7,
  'cluster-away': 8,
} as const;
type Kind = keyof typeof ranks;

const problem = (kind: Kind, message: string, more: Partial<FleetProblem> = {}): FleetProblem => ({
  rank: ranks[kind],
  kind,
  message,
  hint: null,
  since: null,
  application: null,
  cluster: null,
  applicationSet: null,
  repository: null,
  ...more,
});

function ofApplication(view: ApplicationView): FleetProblem {
  const application = describeApplication(view);
  const error = application.conditions.find(({ severity }) => severity === 'ERROR');
  if (view.health === 'Degraded')
    return problem('degraded', view.healthMessage ?? error?.message ?? 'Degraded.', {
      application,
      since: view.changedAt,
    });
  if (view.problems.length > 0 && error)
    return problem('broken-render', error.message, {
      application,
      hint: error.hint ?? null,
      since: error.since ?? null,
    });
  if (error)
    return problem('sync-failed', error.message, {
      application,
      hint: error.hint ?? null,
      since: error.since ?? view.changedAt,
    });
  const fight = application.conditions.find(({ type }) => type === 'DriftFight');
  if (fight) return problem('drift-fight', fight.message, { application, since: fight.since ?? null });
  return problem('missing', view.healthMessage ?? view.syncReason ?? 'Nothing of it is in the cluster.', {
    application,
    since: view.changedAt,
  });
}

function ofSet(view: ApplicationSetView): FleetProblem[] {
  const applicationSet = describeSet(view);
  const error = applicationSet.conditions.find(({ severity }) => severity === 'ERROR');
  return [
    ...(error
      ? [problem('broken-set', error.message, { applicationSet, hint: error.hint ?? null, since: error.since ?? null })]
      : []),
    ...(applicationSet.held
      ? [
          problem('held', applicationSet.held.message, {
            applicationSet,
            hint: 'Look at what would go, then confirm it.',
            since: applicationSet.held.since,
          }),
        ]
      : []),
  ];
}

const ofCluster = (view: ClusterView): FleetProblem =>
  problem(
    'cluster-away',
    view.lastSeenAt
      ? 'The cluster is away: its targets are deferred, nothing of it is lost.'
      : 'The cluster has not been heard of yet.',
    { cluster: describeCluster(view), since: view.lastSeenAt },
  );

const ofRefusals = (view: ClusterView): FleetProblem[] => {
  const standing = view.refusals.filter((one) => one.standing).sort((a, b) => b.at - a.at)[0];
  if (!standing) return [];
  return [
    problem('manifest-refused', `The spoke refuses what it is given: ${standing.reason}`, {
      cluster: describeCluster(view),
      hint: 'It keeps to what it accepted last. If nobody restored or moved the hub, somebody else writes to NATS.',
      since: new Date(standing.at),
    }),
  ];
};

/** Gathers what is wrong from where it is kept; a bounded number of each kind, ordered by what to do first. */
@Injectable()
export class FleetProblems {
  constructor(@Inject(READ) private readonly sql: Sql) {}

  async list(viewer: Viewer, first: number): Promise<FleetProblem[]> {
    const page = { first: Math.min(first, 500) };
    const [degraded, failing, missing, broken, held, away, refusing] = await Promise.all([
      listApplications(this.sql, viewer, { filter: { health: ['Degraded'] }, page }),
      listApplications(this.sql, viewer, { filter: { failing: true }, page }),
      listApplications(this.sql, viewer, { filter: { health: ['Missing'], stage: ['Done', 'Settling'] }, page }),
      listApplicationSets(this.sql, viewer, { filter: { failing: true }, page }),
      listApplicationSets(this.sql, viewer, { filter: { held: true }, page }),
      listClusters(this.sql, viewer, { filter: { joined: true, connected: false }, page }),
      listClusters(this.sql, viewer, { filter: { refusing: true }, page }),
    ]);
    const applications = new Map([...degraded.rows, ...failing.rows, ...missing.rows].map((view) => [view.id, view]));
    const sets = new Map([...broken.rows, ...held.rows].map((view) => [view.id, view]));
    const all = [
      ...[...applications.values()].map(ofApplication),
      ...[...sets.values()].flatMap(ofSet),
      ...away.rows.map(ofCluster),
      ...refusing.rows.flatMap(ofRefusals),
      ...(viewer.admin ? await this.ofSources() : []),
    ];
    return all.sort((a, b) => a.rank - b.rank || (b.since?.getTime() ?? 0) - (a.since?.getTime() ?? 0)).slice(0, first);
  }

  /** Repositories and fleet sources belong to no project: for admins. */
  private async ofSources(): Promise<FleetProblem[]> {
    const [repositories, sources, ownerless] = await Promise.all([
      listRepositoryProblems(this.sql),
      listFleetSources(this.sql),
      listOwnerless(this.sql),
    ]);
    return [
      ...ownerless.map((one) =>
        problem('fleet-source', ownerlessMessage(one), { repository: safeUrl(one.url), hint: ownerlessHint }),
      ),
      ...repositories.map(({ url, message, hint, since }) =>
        problem('repository', message, {
          repository: safeUrl(url),
          hint: hint ?? null,
          since: since ? new Date(since) : null,
        }),
      ),
      ...sources.flatMap(({ url, problems }) =>
        problems.map(({ message, where, hint }) =>
          problem('fleet-source', where ? `${where}: ${message}` : message, {
            repository: safeUrl(url),
            hint: hint ?? null,
          }),
        ),
      ),
    ];
  }
}
