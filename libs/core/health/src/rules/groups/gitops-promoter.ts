import type { GroupRules } from '../health-rules.ts';

export const gitopsPromoter: readonly GroupRules[] = [
  {
    group: 'promoter.argoproj.io',
    kinds: {
      ArgoCDCommitStatus: `
        Progressing if not .status: Initializing Argo CD commit status
        Progressing if stale Ready: Waiting for Argo CD commit status spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Argo CD commit status reconciliation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Argo CD commit status reconciliation failed ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if not Ready: Argo CD commit status is not ready yet
        Degraded if not .status.applicationsSelected: Argo CD commit status has no applications configured
        Healthy: Argo CD commit status is healthy and is tracking {count .status.applicationsSelected} applications
      `,
      ChangeTransferPolicy: `
        Progressing if not .status: Initializing change transfer policy
        Progressing if stale Ready: Waiting for change transfer policy spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Change transfer policy reconciliation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Change transfer policy reconciliation failed ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if not Ready: Change transfer policy is not ready yet
        Progressing if not .status.active.dry.sha: The active commit DRY SHA is missing or empty.
        Progressing if not .status.proposed.dry.sha: The proposed commit DRY SHA is missing or empty.
        Healthy if .status.proposed.dry.sha!=.status.active.dry.sha: Promotion in progress from '{.status.active.dry.sha}' to '{.status.proposed.dry.sha}'
        Healthy if some .status.active.commitStatuses (.phase=pending|failure): Environment is up-to-date, but there are non-successful active commit statuses
        Healthy: Environment is up-to-date on commit {.status.active.dry.sha}.
      `,
      PromotionStrategy: `
        Progressing if not .status: Initializing promotion strategy
        Progressing if stale Ready: Waiting for promotion strategy spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Promotion strategy reconciliation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Promotion strategy reconciliation failed ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if not Ready: Promotion strategy is not ready yet
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
        Progressing if not .status: Initializing commit status
        Progressing if stale Ready: Waiting for commit status spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Commit status reconciliation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Commit status reconciliation failed ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if not Ready: Commit status is not ready yet
        Healthy if not .status.sha or not .status.phase: Commit status is healthy
        Healthy: Commit status for commit {.status.sha} reports {.status.phase}
      `,
      GitCommitStatus: `
        Progressing if not .status: Initializing git commit validation
        Progressing if stale Ready: Waiting for GitCommitStatus spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Git commit validation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Git commit validation not ready ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if Ready=Unknown: Git commit validation status unknown ({Ready.reason|"Unknown"}): {Ready.message|"Unknown"}
        Progressing if not Ready: GitCommitStatus Ready condition is missing
        Healthy if not .status.environments: Git commit validation reconciled
        Degraded for .status.environments if .phase=failure: Git commit validation failed for branch(es): {.branch}
        Progressing for .status.environments if .phase!=success: Git commit validation pending for branch(es): {.branch}
        Healthy: Git commit validation passed for {count .status.environments} environment(s)
      `,
      TimedCommitStatus: `
        Progressing if not .status: Initializing timed commit gate
        Progressing if stale Ready: Waiting for TimedCommitStatus spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Timed commit gate failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Timed commit gate not ready ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if Ready=Unknown: Timed commit gate status unknown ({Ready.reason|"Unknown"}): {Ready.message|"Unknown"}
        Progressing if not Ready: TimedCommitStatus Ready condition is missing
        Healthy if not .status.environments: Timed commit gate reconciled
        Degraded for .status.environments if .phase=failure: Timed commit gate failed for branch(es): {.branch}
        Progressing for .status.environments if .phase!=success: Timed commit gate pending for branch(es): {.branch}
        Healthy: Timed commit gate satisfied for {count .status.environments} environment(s)
      `,
      WebRequestCommitStatus: `
        Progressing if not .status: Initializing web request commit validation
        Progressing if stale Ready: Waiting for WebRequestCommitStatus spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Web request commit validation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Web request commit validation not ready ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if Ready=Unknown: Web request commit validation unknown ({Ready.reason|"Unknown"}): {Ready.message|"Unknown"}
        Progressing if not Ready: WebRequestCommitStatus Ready condition is missing
        Healthy if not .status.environments: Web request commit validation reconciled
        Degraded for .status.environments if .phase=failure: Web request validation failed for branch(es): {.branch}
        Progressing for .status.environments if .phase!=success: Web request validation pending for branch(es): {.branch}
        Healthy: Web request validation passed for {count .status.environments} environment(s)
      `,
      GitRepository: `
        Progressing if not .status: Initializing Git repository
        Progressing if stale Ready: Waiting for GitRepository spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Git repository validation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Git repository not ready ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if Ready=Unknown: Git repository readiness unknown ({Ready.reason|"Unknown"}): {Ready.message|"Unknown"}
        Progressing if not Ready: GitRepository Ready condition is missing
        Healthy: Git repository is ready
      `,
      ScmProvider: `
        Progressing if not .status: Initializing SCM provider
        Progressing if stale Ready: Waiting for ScmProvider spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: SCM provider validation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: SCM provider not ready ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if Ready=Unknown: SCM provider readiness unknown ({Ready.reason|"Unknown"}): {Ready.message|"Unknown"}
        Progressing if not Ready: ScmProvider Ready condition is missing
        Healthy: SCM provider is ready
      `,
      ClusterScmProvider: `
        Progressing if not .status: Initializing cluster SCM provider
        Progressing if stale Ready: Waiting for ClusterScmProvider spec update to be observed
        Degraded if Ready=False and Ready.reason=ReconciliationError: Cluster SCM provider validation failed: {Ready.message|"Unknown error"}
        Degraded if Ready=False: Cluster SCM provider not ready ({Ready.reason|"Unknown"}): {Ready.message|"Unknown error"}
        Progressing if Ready=Unknown: Cluster SCM provider readiness unknown ({Ready.reason|"Unknown"}): {Ready.message|"Unknown"}
        Progressing if not Ready: ClusterScmProvider Ready condition is missing
        Healthy: Cluster SCM provider is ready
      `,
    },
  },
];
