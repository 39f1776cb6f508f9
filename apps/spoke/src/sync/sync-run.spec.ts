import type { ApplicationId, Commit, Digest, ProjectId } from '@wheelhouse/core-domain';
import { planSync } from '@wheelhouse/core-sync';
import { targetSpec } from '../../testing/fake-hub.ts';
import { NotLeading } from '../leader/fenced-writer.ts';
import { newApplication } from '../state/stored-application.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { SyncJob } from './sync-job.ts';
import { SyncRun } from './sync-run.ts';
import { Target } from './target.ts';

const id = 'b'.repeat(13) as ApplicationId;
const bundle = { project: 'p' as ProjectId, digest: '1'.repeat(64) as Digest, revision: 'c'.repeat(40) as Commit };
const job = {
  bundle,
  spec: '5'.repeat(64),
  prune: false,
  dryRun: false,
  attempt: 1,
  startedAt: 0,
  operation: 'o',
} as unknown as SyncJob;

describe('the end of a run', () => {
  it('stores the bundle again where that failed as the run began, as often as it takes', async () => {
    const target = new Target(id, { unknownFeatures: [] }, newApplication(id, targetSpec(id)));
    const plan = planSync({ objects: [], inventory: [], policy: { prune: false, allowEmpty: true }, syncOptions: [] });
    if (!plan.ok) throw new Error('no plan');
    let refusals = 1;
    const keep = async (): Promise<void> => {
      if (refusals-- > 0) throw new NotLeading();
    };
    const kept = Promise.reject(new NotLeading());
    kept.catch(() => undefined);
    const deps = { bundles: { keep }, monotonic: () => 0, ignored: () => [] } as unknown as SyncDependencies;
    const prepared = { objects: [], unknown: new Map() };
    const options = { target, job, plan: plan.value, prepared, settled: () => false, deps, kept };
    const run = new SyncRun(options as unknown as ConstructorParameters<typeof SyncRun>[0]);
    await expect(run.conclude()).rejects.toThrow(NotLeading);
    await expect(run.conclude()).resolves.toBeUndefined();
  });
});
