import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionOf, fields, integer, list, statusOf, text } from './fields.ts';
import type { Fields } from './fields.ts';
import { isFailingReason } from './kinds/pod.ts';

/** A workload's message stays one line that a table can show. */
const LONGEST = 300;

/** What keeps a pod from running, in one line, e.g. `pod my-api-6c9f: ImagePullBackOff: no such image`; undefined where nothing does. */
export function podProblem(pod: KubeObject): string | undefined {
  const status = statusOf(pod);
  const problem = containerProblem(status) ?? podFailure(status) ?? unschedulable(status);
  return problem === undefined ? undefined : oneLine(`pod ${pod.metadata.name}: ${problem}`);
}

/** Puts the first failing pod's reason into the message of a workload that is Progressing or Degraded. */
export function withPodProblem(health: Health, pods: readonly KubeObject[]): Health {
  if (health.status !== 'Progressing' && health.status !== 'Degraded') return health;
  const problems = [...pods].sort(byName).flatMap((pod) => podProblem(pod) ?? []);
  const [first] = problems;
  if (first === undefined) return health;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return { status: health.status, message: [health.message, first + more].filter(Boolean).join('; ') };
}

function containerProblem(status: Fields): string | undefined {
  const containers = [...list(status['initContainerStatuses']), ...list(status['containerStatuses'])].map(fields);
  for (const container of containers) {
    const problem = waitingProblem(container) ?? exitProblem(container, status);
    if (problem !== undefined)
      return containers.length > 1 ? `container ${text(container['name'])}: ${problem}` : problem;
  }
  return undefined;
}

function waitingProblem(container: Fields): string | undefined {
  const waiting = fields(fields(container['state'])['waiting']);
  const reason = text(waiting['reason']);
  if (!isFailingReason(reason)) return undefined;
  const last = fields(fields(container['lastState'])['terminated']);
  const before = last['reason'] || last['exitCode'] ? `, last: ${exitText(last)}` : '';
  return withMessage(reason, text(waiting['message'])) + before;
}

/** A container that ended badly: now, or before it was started again and is not ready yet. */
function exitProblem(container: Fields, status: Fields): string | undefined {
  const now = fields(fields(container['state'])['terminated']);
  if (integer(now['exitCode']) !== 0) return exitText(now);
  const last = fields(fields(container['lastState'])['terminated']);
  const unready = container['ready'] !== true && status['phase'] === 'Running';
  return unready && integer(last['exitCode']) !== 0 ? `restarted after ${exitText(last)}` : undefined;
}

const exitText = (ended: Fields): string =>
  withMessage(`${text(ended['reason']) || 'Error'} (exit code ${integer(ended['exitCode'])})`, text(ended['message']));

const podFailure = (status: Fields): string | undefined =>
  status['phase'] === 'Failed' ? withMessage(text(status['reason']) || 'Failed', text(status['message'])) : undefined;

function unschedulable(status: Fields): string | undefined {
  const scheduled = conditionOf(status, 'PodScheduled');
  return scheduled?.status === 'False'
    ? withMessage(scheduled.reason || 'Unschedulable', scheduled.message)
    : undefined;
}

const withMessage = (reason: string, message: string): string => (message ? `${reason}: ${message}` : reason);
const oneLine = (line: string): string => {
  const flat = line.replace(/\s+/g, ' ').trim();
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST - 1)}…` : flat;
};
const byName = (a: KubeObject, b: KubeObject): number => (a.metadata.name < b.metadata.name ? -1 : 1);
