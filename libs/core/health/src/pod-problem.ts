import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionOf, fields, integer, list, statusOf, text } from './fields.ts';
import type { Fields } from './fields.ts';
import { isFailingReason, podHealth } from './kinds/pod.ts';

/** A workload's message stays one line that a table can show. */
const LONGEST = 300;

interface Problem {
  /** `ImagePullBackOff`, `Error (exit code 1)`, `Unschedulable`. */
  readonly reason: string;
  readonly message: string;
  /** Absent where there is but one. */
  readonly container?: string;
  /** What such a container would run. */
  readonly image?: string;
}

/** What keeps a pod from running, in one line, e.g. `pod my-api-6c9f: ImagePullBackOff: no such image`; undefined where nothing does. */
export function podProblem(pod: KubeObject): string | undefined {
  const problem = problemOf(pod);
  if (!problem) return undefined;
  const container = problem.container === undefined ? '' : `container ${problem.container}: `;
  return oneLine(`pod ${pod.metadata.name}: ${container}${withMessage(problem.reason, problem.message)}`);
}

/**
 * Puts what keeps the pods of a workload from running before what the workload itself says, where it is Progressing or Degraded:
 * `1 of 3 pods in ImagePullBackOff: my-api:missing not found`. Of several reasons the one that most pods have. As bad as the worst of
 * the pods, so that nobody has to wait for the workload's deadline to be told.
 *
 * @param pods those of the workload that have a problem; others may be among them.
 * @param total how many pods the workload has; absent: not known.
 */
export function withPodProblem(health: Health, pods: readonly KubeObject[], total?: number): Health {
  if (health.status !== 'Progressing' && health.status !== 'Degraded') return health;
  const byReason = new Map<string, Problem[]>();
  for (const pod of [...pods].sort(byName)) {
    const problem = problemOf(pod);
    if (problem) byReason.set(problem.reason, [...(byReason.get(problem.reason) ?? []), problem]);
  }
  // The first of equals is that of the first pod by name: the order does not change from look to look.
  const [most, ...others] = [...byReason.values()].sort((a, b) => b.length - a.length);
  if (!most) return health;
  const of = total !== undefined && total >= most.length ? ` of ${total}` : '';
  const told = withMessage(
    `${most.length}${of} ${(total ?? most.length) === 1 ? 'pod' : 'pods'} in ${most[0]!.reason}`,
    explained(most[0]!),
  );
  const more = others.flat().length;
  const problem = oneLine(more > 0 ? `${told} (and ${more} more in ${others[0]![0]!.reason})` : told);
  const status = pods.some(isDegraded) ? 'Degraded' : health.status;
  return { status, message: health.message ? `${problem}; ${health.message}` : problem };
}

/** A pod that ended for good, such as an evicted one, is replaced. */
const isDegraded = (pod: KubeObject): boolean =>
  statusOf(pod)['phase'] !== 'Failed' && podHealth(pod).status === 'Degraded';

/** Registries say in many words that an image is not there. */
function explained({ message, image }: Problem): string {
  if (image && /not found|manifest unknown|does not exist/i.test(message)) return `${image} not found`;
  if (image && /denied|unauthorized|forbidden/i.test(message)) return `${image} may not be pulled: ${message}`;
  return message;
}

const problemOf = (pod: KubeObject): Problem | undefined => {
  const status = statusOf(pod);
  return containerProblem(status) ?? podFailure(status) ?? unschedulable(status);
};

function containerProblem(status: Fields): Problem | undefined {
  const containers = [...list(status['initContainerStatuses']), ...list(status['containerStatuses'])].map(fields);
  for (const container of containers) {
    const problem = waitingProblem(container) ?? exitProblem(container, status);
    if (!problem) continue;
    return containers.length > 1 ? { ...problem, container: text(container['name']) } : problem;
  }
  return undefined;
}

function waitingProblem(container: Fields): Problem | undefined {
  const waiting = fields(fields(container['state'])['waiting']);
  const reason = text(waiting['reason']);
  if (!isFailingReason(reason)) return undefined;
  const last = fields(fields(container['lastState'])['terminated']);
  const before = last['reason'] || last['exitCode'] ? `last: ${exitText(last)}` : '';
  const message = [text(waiting['message']), before].filter(Boolean).join(', ');
  return { reason, message, ...(reason.includes('Image') ? { image: text(container['image']) } : {}) };
}

/** A container that ended badly: now, or before it was started again and is not ready yet. */
function exitProblem(container: Fields, status: Fields): Problem | undefined {
  const now = fields(fields(container['state'])['terminated']);
  if (integer(now['exitCode']) !== 0) return { reason: exitReason(now), message: text(now['message']) };
  const last = fields(fields(container['lastState'])['terminated']);
  const unready = container['ready'] !== true && status['phase'] === 'Running';
  if (!unready || integer(last['exitCode']) === 0) return undefined;
  return { reason: `restarted after ${exitReason(last)}`, message: text(last['message']) };
}

const exitReason = (ended: Fields): string =>
  `${text(ended['reason']) || 'Error'} (exit code ${integer(ended['exitCode'])})`;
const exitText = (ended: Fields): string => withMessage(exitReason(ended), text(ended['message']));

const podFailure = (status: Fields): Problem | undefined =>
  status['phase'] === 'Failed'
    ? { reason: text(status['reason']) || 'Failed', message: text(status['message']) }
    : undefined;

function unschedulable(status: Fields): Problem | undefined {
  const scheduled = conditionOf(status, 'PodScheduled');
  if (scheduled?.status !== 'False') return undefined;
  return { reason: scheduled.reason || 'Unschedulable', message: scheduled.message };
}

const withMessage = (reason: string, message: string): string => (message ? `${reason}: ${message}` : reason);
const oneLine = (line: string): string => {
  const flat = line.replace(/\s+/g, ' ').trim();
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST - 1)}…` : flat;
};
const byName = (a: KubeObject, b: KubeObject): number => (a.metadata.name < b.metadata.name ? -1 : 1);
