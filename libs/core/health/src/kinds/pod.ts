import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionOf, fields, integer, list, specOf, statusOf, text } from '../fields.ts';
import type { Fields } from '../fields.ts';
import { degraded, healthy, progressing, unknown } from '../verdicts.ts';

const RESTART_ANNOTATION = 'argocd.argoproj.io/ignore-restart-policy';
const HOOK_ANNOTATIONS = ['argocd.argoproj.io/hook', 'helm.sh/hook'];

/** Reasons such as `ErrImagePull`, `CreateContainerConfigError`, `CrashLoopBackOff`. */
export const isFailingReason = (reason: string): boolean =>
  reason.startsWith('Err') || reason.endsWith('Error') || reason.endsWith('BackOff');

export function podHealth(pod: KubeObject): Health {
  const status = statusOf(pod);
  const message = text(status['message']);
  const failing = runsForEver(pod) ? waitingFailures(status) : [];
  if (failing.length > 0) return degraded(failing.join(', '));
  switch (status['phase']) {
    case 'Pending':
      return progressing(message);
    case 'Succeeded':
      return healthy(message);
    case 'Failed':
      return degraded(message || containerFailure(status));
    case 'Running':
      return runningHealth(pod, message);
    default:
      return unknown(message);
  }
}

function runningHealth(pod: KubeObject, message: string): Health {
  const status = statusOf(pod);
  switch (specOf(pod)['restartPolicy']) {
    case 'Always': {
      if (conditionOf(status, 'Ready')?.status === 'True') return healthy(message);
      const restarted = containers(status).some((container) => fields(container['lastState'])['terminated']);
      return restarted ? degraded(message) : progressing(message);
    }
    case 'OnFailure':
    case 'Never':
      return progressing(message);
    default:
      return unknown(message);
  }
}

function runsForEver(pod: KubeObject): boolean {
  const annotations = fields(pod.metadata.annotations);
  const hook = HOOK_ANNOTATIONS.some((annotation) => annotation in annotations);
  return specOf(pod)['restartPolicy'] === 'Always' || (annotations[RESTART_ANNOTATION] === 'true' && !hook);
}

const containers = (status: Fields): readonly Fields[] => list(status['containerStatuses']).map(fields);

const waitingFailures = (status: Fields): string[] =>
  containers(status)
    .map((container) => fields(fields(container['state'])['waiting']))
    .filter((waiting) => isFailingReason(text(waiting['reason'])))
    .map((waiting) => text(waiting['message']));

function containerFailure(status: Fields): string {
  for (const container of [...list(status['initContainerStatuses']), ...list(status['containerStatuses'])].map(
    fields,
  )) {
    const ended = fields(fields(container['state'])['terminated']);
    if (text(ended['message'])) return text(ended['message']);
    if (ended['reason'] === 'OOMKilled') return 'OOMKilled';
    const exitCode = integer(ended['exitCode']);
    if (exitCode !== 0) return `container "${text(container['name'])}" failed with exit code ${exitCode}`;
  }
  return '';
}
