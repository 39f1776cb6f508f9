import type { KubeObject } from '@wheelhouse/core-domain';
import { podProblem, withPodProblem } from './pod-problem.ts';

const pod = (status: object, name = 'my-api-6c9f'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
  spec: { restartPolicy: 'Always' },
  status,
});
const waiting = (reason: string, message?: string) => ({ name: 'app', state: { waiting: { reason, message } } });

describe('podProblem', () => {
  it.each<[string, object, string | undefined]>([
    [
      'nothing is wrong with a running pod',
      { phase: 'Running', containerStatuses: [{ ready: true, state: { running: {} } }] },
      undefined,
    ],
    [
      'nothing is wrong while containers are created',
      { phase: 'Pending', containerStatuses: [waiting('ContainerCreating')] },
      undefined,
    ],
    [
      'an image that cannot be pulled',
      { phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff', 'simulated')] },
      'pod my-api-6c9f: ImagePullBackOff: simulated',
    ],
    [
      'a crash loop says how the container ended',
      {
        phase: 'Running',
        containerStatuses: [
          {
            ...waiting('CrashLoopBackOff', 'back-off 40s'),
            lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
          },
        ],
      },
      'pod my-api-6c9f: CrashLoopBackOff: back-off 40s, last: OOMKilled (exit code 137)',
    ],
    [
      'a container among several is named',
      {
        phase: 'Pending',
        initContainerStatuses: [waiting('ErrImagePull', 'no such image')],
        containerStatuses: [waiting('PodInitializing')],
      },
      'pod my-api-6c9f: container app: ErrImagePull: no such image',
    ],
    [
      'a container that was killed for its memory',
      {
        phase: 'Failed',
        containerStatuses: [{ name: 'app', state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }],
      },
      'pod my-api-6c9f: OOMKilled (exit code 137)',
    ],
    [
      'a container that came back and is not ready',
      {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'app',
            ready: false,
            state: { running: {} },
            lastState: { terminated: { reason: 'Error', exitCode: 2 } },
          },
        ],
      },
      'pod my-api-6c9f: restarted after Error (exit code 2)',
    ],
    [
      'a container that came back and is ready again is fine',
      {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'app',
            ready: true,
            state: { running: {} },
            lastState: { terminated: { reason: 'Error', exitCode: 2 } },
          },
        ],
      },
      undefined,
    ],
    [
      'a pod that no node takes',
      {
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/3 nodes are available:\n 3 Insufficient cpu.',
          },
        ],
      },
      'pod my-api-6c9f: Unschedulable: 0/3 nodes are available: 3 Insufficient cpu.',
    ],
    [
      'a pod that was evicted',
      { phase: 'Failed', reason: 'Evicted', message: 'low on memory' },
      'pod my-api-6c9f: Evicted: low on memory',
    ],
  ])('%s', (_, status, expected) => expect(podProblem(pod(status))).toBe(expected));

  it('stays one line that a table can show', () => {
    const problem = podProblem(pod({ containerStatuses: [waiting('ErrImagePull', 'x'.repeat(2000))] }));
    expect(problem).toHaveLength(300);
  });
});

describe('withPodProblem', () => {
  const failing = pod({ containerStatuses: [waiting('ImagePullBackOff', 'simulated')] }, 'b');
  const unschedulable = pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] }, 'a');
  const progressing = { status: 'Progressing', message: 'Waiting for rollout to finish' } as const;

  it('says it before what the workload says', () =>
    expect(withPodProblem(progressing, [unschedulable], 3)).toEqual({
      status: 'Progressing',
      message: '1 of 3 pods in Unschedulable; Waiting for rollout to finish',
    }));

  it.each<[string, object, string]>([
    ['is degraded as soon as one of its pods is', { containerStatuses: [waiting('CrashLoopBackOff')] }, 'Degraded'],
    [
      'only progresses while a pod was evicted: another takes its place',
      { phase: 'Failed', reason: 'Evicted' },
      'Progressing',
    ],
  ])('%s', (_, status, expected) =>
    expect(withPodProblem(progressing, [unschedulable, pod(status)], 3).status).toBe(expected),
  );

  it('says it of a pod that is degraded, too', () =>
    expect(withPodProblem(progressing, [failing], 3)).toEqual({
      status: 'Degraded',
      message: '1 of 3 pods in ImagePullBackOff: simulated; Waiting for rollout to finish',
    }));

  it.each([
    [
      'an image that is not there',
      'rpc error: code = NotFound desc = failed to pull: my-api:missing: not found',
      'my-api:missing not found',
    ],
    ['an image that may not be pulled', '401 Unauthorized', 'my-api:missing may not be pulled: 401 Unauthorized'],
    ['an image with another trouble', 'i/o timeout', 'i/o timeout'],
  ])('%s is named', (_, message, expected) => {
    const status = { ...waiting('ImagePullBackOff', message), image: 'my-api:missing' };
    const health = withPodProblem({ status: 'Progressing' }, [pod({ containerStatuses: [status] })], 3);
    expect(health.message).toBe(`1 of 3 pods in ImagePullBackOff: ${expected}`);
  });

  it('counts those with one reason, and the others, in whatever order they come', () => {
    const other = pod({ containerStatuses: [waiting('ImagePullBackOff', 'simulated')] }, 'c');
    const expected =
      '2 of 4 pods in ImagePullBackOff: simulated (and 1 more in Unschedulable); Waiting for rollout to finish';
    expect(withPodProblem(progressing, [failing, unschedulable, other], 4).message).toBe(expected);
    expect(withPodProblem(progressing, [other, unschedulable, failing], 4).message).toBe(expected);
  });

  it('says no number that nobody knows', () =>
    expect(withPodProblem(progressing, [unschedulable]).message).toMatch(/^1 pod in Unschedulable/));

  it('leaves a healthy workload alone', () =>
    expect(withPodProblem({ status: 'Healthy' }, [failing])).toEqual({ status: 'Healthy' }));

  it('leaves a workload alone whose pods are fine', () =>
    expect(withPodProblem(progressing, [pod({})])).toBe(progressing));
});
