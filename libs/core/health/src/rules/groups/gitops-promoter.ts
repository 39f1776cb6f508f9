import type { GroupRules } from '../health-rules.ts';

/** Of kinds whose failures are failed reconciliations. */
const reconciled = (what: string, subject: string): string => `
  Progressing if not .status: Initializing ${what}
  Progressing if stale Ready: Waiting for ${what} spec update to be observed
  Degraded if Ready=False and Ready.reason=ReconciliationError: ${subject} reconciliation failed: {Ready.message|"Unknown error"}
  Degraded if Ready=False: ${subject} reconciliation failed ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
  Progressing if not Ready: ${subject} is not ready yet
`;

interface Words {
  readonly initializing: string;
  readonly failing: string;
  readonly waiting: string;
  readonly unknown: string;
}

/** Of kinds whose Ready may be unknown, too. */
const judged = (kind: string, { initializing, failing, waiting, unknown }: Words): string => `
  Progressing if not .status: Initializing ${initializing}
  Progressing if stale Ready: Waiting for ${kind} spec update to be observed
  Degraded if Ready=False and Ready.reason=ReconciliationError: ${failing} failed: {Ready.message|"Unknown error"}
  Degraded if Ready=False: ${waiting} not ready ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
  Progressing if Ready=Unknown: ${unknown} unknown ({Ready.reason|"Unknown"}): {Ready.message|"Unknown"}
  Progressing if not Ready: ${kind} Ready condition is missing
`;

const perEnvironment = (what: string, passed: string): string => `
  Degraded for .status.environments if .phase=failure: ${what} failed for branch(es): {.branch}
  Progressing for .status.environments if .phase!=success: ${what} pending for branch(es): {.branch}
  Healthy: ${what} ${passed} for {count .status.environments} environment(s)
`;

export const gitopsPromoter: readonly GroupRules[] = [
  {
    group: 'promoter.argoproj.io',
    kinds: {
      ArgoCDCommitStatus: `
        ${reconciled('Argo CD commit status', 'Argo CD commit status')}
        Degraded if not .status.applicationsSelected: Argo CD commit status has no applications configured
        Healthy: Argo CD commit status is healthy and is tracking {count .status.applicationsSelected} applications
      `,
      ChangeTransferPolicy: `
        ${reconciled('change transfer policy', 'Change transfer policy')}
        Progressing if not .status.active.dry.sha: The active commit DRY SHA is missing or empty.
        Progressing if not .status.proposed.dry.sha: The proposed commit DRY SHA is missing or empty.
        Healthy if .status.proposed.dry.sha!=.status.active.dry.sha: Promotion in progress from '{.status.active.dry.sha}' to '{.status.proposed.dry.sha}'
        Healthy if some .status.active.commitStatuses (.phase=pending|failure): Environment is up-to-date, but there are non-successful active commit statuses
        Healthy: Environment is up-to-date on commit {.status.active.dry.sha}.
      `,
      PromotionStrategy: `
        ${reconciled('promotion strategy', 'Promotion strategy')}
        Degraded if not .status.environments: Promotion strategy has no environments configured
        Progressing for .status.environments if not .active.dry.sha: The active commit DRY SHA is missing or empty in environment '{.branch}'.
        Progressing for .status.environments if not .proposed.note.drySha and not .proposed.dry.sha: The proposed commit DRY SHA is missing or empty in environment '{.branch}'.
        Progressing for .status.environments if .proposed.note.drySha and $.status.environments[0].proposed.note.drySha and .proposed.note.drySha!=$.status.environments[0].proposed.note.drySha: Not all environments have the same proposed commit SHA. This likely means the hydrator has not run for all environments yet.
        Progressing for .status.environments if not .proposed.note.drySha and not $.status.environments[0].proposed.note.drySha and .proposed.dry.sha!=$.status.environments[0].proposed.dry.sha: Not all environments have the same proposed commit SHA. This likely means the hydrator has not run for all environments yet.
        Healthy for .status.environments if .proposed.dry.sha!=.active.dry.sha: Promotion in progress for environment '{.branch}' from '{.active.dry.sha}' to '{.proposed.dry.sha}'
        Healthy for .status.environments if some .active.commitStatuses (.phase=pending|failure): Environments are up-to-date, but some environments have non-successful commit statuses: {.branch}
        Healthy: All environments are up-to-date on commit '{.status.environments[0].active.dry.sha}'.
      `,
      PullRequest: `
        Progressing if not .status: Initializing pull request
        Progressing if stale Ready: Waiting for pull request spec update to be observed
        Progressing if stale Reconciled: Waiting for pull request spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Pull request reconciliation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Pull request reconciliation failed ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Degraded if Reconciled=False and Reconciled.reason=ReconciliationError: Pull request reconciliation failed: {Reconciled.message|"Unknown error"}
        Degraded if Reconciled=False: Pull request reconciliation failed ({Reconciled.reason|"Unknown"}): {Reconciled.message|"Unknown error"}
        Progressing if not Ready and not Reconciled: Pull request is not ready yet
        Healthy if not .status.id or not .status.state: Pull request is healthy
        Healthy: Pull request is {.status.state} as PR {.status.id}
      `,
      CommitStatus: `
        ${reconciled('commit status', 'Commit status')}
        Healthy if not .status.sha or not .status.phase: Commit status is healthy
        Healthy: Commit status for commit {.status.sha} reports {.status.phase}
      `,
      GitCommitStatus: `
        ${judged('GitCommitStatus', { initializing: 'git commit validation', failing: 'Git commit validation', waiting: 'Git commit validation', unknown: 'Git commit validation status' })}
        Healthy if not .status.environments: Git commit validation reconciled
        ${perEnvironment('Git commit validation', 'passed')}
      `,
      TimedCommitStatus: `
        ${judged('TimedCommitStatus', { initializing: 'timed commit gate', failing: 'Timed commit gate', waiting: 'Timed commit gate', unknown: 'Timed commit gate status' })}
        Healthy if not .status.environments: Timed commit gate reconciled
        ${perEnvironment('Timed commit gate', 'satisfied')}
      `,
      WebRequestCommitStatus: `
        ${judged('WebRequestCommitStatus', { initializing: 'web request commit validation', failing: 'Web request commit validation', waiting: 'Web request commit validation', unknown: 'Web request commit validation' })}
        Healthy if not .status.environments: Web request commit validation reconciled
        ${perEnvironment('Web request validation', 'passed')}
      `,
      GitRepository: `
        ${judged('GitRepository', { initializing: 'Git repository', failing: 'Git repository validation', waiting: 'Git repository', unknown: 'Git repository readiness' })}
        Healthy: Git repository is ready
      `,
      ScmProvider: `
        ${judged('ScmProvider', { initializing: 'SCM provider', failing: 'SCM provider validation', waiting: 'SCM provider', unknown: 'SCM provider readiness' })}
        Healthy: SCM provider is ready
      `,
      ClusterScmProvider: `
        ${judged('ClusterScmProvider', { initializing: 'cluster SCM provider', failing: 'Cluster SCM provider validation', waiting: 'Cluster SCM provider', unknown: 'Cluster SCM provider readiness' })}
        Healthy: Cluster SCM provider is ready
      `,
    },
  },
];
