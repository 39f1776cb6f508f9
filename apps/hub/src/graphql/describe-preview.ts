import type { PreviewedApplication, SetPreview } from '../use-cases.ts';
import { toCondition } from './describe-condition.ts';
import type { ApplicationSetPreviewModel, PreviewApplicationModel } from './models/application-set.model.ts';
import type { PreviewAction } from './models/enums.ts';
import { toYaml } from './yaml.ts';

/** So many Applications are shown one by one. */
const SHOWN = 1_000;

/** A preview as the API shows it. */
export function describePreview({
  applications,
  problems,
  warnings,
  held,
  pending,
}: SetPreview): ApplicationSetPreviewModel {
  const count = (change: PreviewedApplication['change']): number =>
    applications.filter((one) => one.change === change).length;
  return {
    counts: {
      created: count('created'),
      changed: count('changed'),
      withdrawn: count('withdrawn'),
      unchanged: count('unchanged'),
    },
    applications: shownOf(applications).map(describeApplication),
    pending: pending ?? false,
    held: held ? { message: held.message, withdrawn: [...held.withdrawn] } : null,
    problems: [
      ...problems.map((one) => toCondition(one, 'ERROR')),
      ...warnings.map((one) => toCondition(one, 'WARNING')),
    ],
  };
}

function shownOf(applications: SetPreview['applications']): SetPreview['applications'] {
  if (applications.length <= SHOWN) return applications;
  const moving = applications.filter(({ change }) => change !== 'unchanged');
  return [...moving, ...applications.filter(({ change }) => change === 'unchanged')].slice(0, SHOWN);
}

const describeApplication = (one: PreviewedApplication): PreviewApplicationModel => ({
  name: one.name,
  project: one.project,
  change: one.change.toUpperCase() as PreviewAction,
  cluster: one.cluster ?? null,
  manifest: toYaml(one.manifest),
  before: one.before && one.change === 'changed' ? toYaml(one.before, one.manifest) : null,
  changes: one.changes.map(({ path, before, after }) => ({ path, before: before ?? null, after: after ?? null })),
  generator: one.generator ?? null,
  params: one.params ?? null,
});
