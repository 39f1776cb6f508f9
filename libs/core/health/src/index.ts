/**
 * One object → health; many → the worst.
 *
 * The rules are Argo CD's, so that a person who knows it sees what they expect: `Pending deletion` first, then one rule per
 * kind (`kinds/`), in the order in which its file states them. Kinds without a rule have no health and do not count: a
 * ConfigMap cannot be unwell. The custom resources that people run have rules as data (`rules/groups/`, their language is
 * told in `rules/health-rules.ts`); where Argo CD has a rule for one, ours agrees with it. Argo CD leaves the others at that;
 * here they are read by the conventions of kstatus (observedGeneration, Reconciling, Stalled, Ready), and only one that follows
 * none of them has no health.
 *
 * An application is as healthy as the worst of its objects: Healthy < Suspended < Progressing < Missing < Degraded < Unknown.
 * A workload says in its message what its failing pod says, since that is what a person would look for next.
 */
export { applicationHealth, ignoresHealth } from './application-health.ts';
export type { ObjectHealth } from './application-health.ts';
export { assessHealth, needsBody } from './assess-health.ts';
export { customHealth, isCustomizationConfigMap, needsScripts, readHealthCustomizations } from './customizations.ts';
export type { HealthCustomization, RunScript } from './customizations.ts';
export { podProblem, withPodProblem } from './pod-problem.ts';
export { healthRules } from './rules/find-rules.ts';
export type { FindHealth } from './rules/find-rules.ts';
export { parseHealthRules } from './rules/health-rules.ts';
export type { AssessHealth, GroupRules } from './rules/health-rules.ts';
export { reasonsNotSynced } from './reasons-not-synced.ts';
export type { NotSyncedFacts, NotSyncedReason } from './reasons-not-synced.ts';
