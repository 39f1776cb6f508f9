import {
  addEvents,
  clusterById,
  anyAwaitsGit,
  decidedGeneration,
  manifestOf,
  putManifest,
  targetsOfCluster,
  tombstonesOf,
  type Database,
  type TargetRow,
} from '@wheelhouse/adapter-postgres';
import { manifestDigest, manifestMessage, type ClusterManifest } from '@wheelhouse/contract';
import { clusterId, parseApplication, type Digest } from '@wheelhouse/core-domain';
import { wait, type Outcome } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import { targetSpecOf } from '../release/target-spec.ts';
import type { ProjectKeys } from '../keys/project-keys.ts';
import type { Restored } from '../restore/restored.ts';
import type { Shards } from '../shard/shards.ts';
import type { Handover } from './handover.ts';
import { buildManifest, type TargetFacts } from './build-manifest.ts';
import { bundlesOf, changedEntries } from './bundles-of.ts';
import { clusterKindsOfProjects } from './cluster-kinds.ts';
import { packManifest, unpackManifest } from './stored-manifest.ts';
import type { HubWindows } from '../windows/hub-windows.ts';
import { TargetJudge, windowEvents } from '../windows/judge-targets.ts';

export interface ManifestReconcilerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly wakes: Wakes;
  readonly hubId: string;
  readonly restored: Restored;
  readonly keys: ProjectKeys;
  readonly handover: Handover;
  readonly windows: HubWindows;
  readonly now: () => number;
  /** The largest generation that the cluster's spoke has said; undefined before it was heard. */
  readonly heardGeneration: (cluster: string) => number | undefined;
}

/** Looked at again while what a restored database lacks is read. */
const RESTORED_MS = 250;
/** Its first heartbeat wakes it as well. */
const UNHEARD_MS = 5_000;

/** Timers reach three weeks and a half. */
const LONGEST_WAIT_MS = 7 * 24 * 3_600_000;

/** A window of Argo CD opens right after its edge, not at it. */
const untilEdge = (edge: number, now: number): Outcome =>
  wait(Math.min(LONGEST_WAIT_MS, Math.max(0, edge - now) + 1), 'a sync window opens or closes');

const digestOfManifest = (manifest: ClusterManifest) => manifestDigest(manifestMessage.encode(manifest));

/** Decides what a cluster's manifest is. One that says nothing new is not published. */
export class ManifestReconciler {
  readonly #options: ManifestReconcilerOptions;

  constructor(options: ManifestReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(key: string): Promise<Outcome | void> {
    const { db, shards, wakes, hubId, keys, heardGeneration, restored, handover, windows } = this.#options;
    const cluster = await clusterById(db.sql, key);
    if (!cluster || !shards.owns(cluster.shard)) return;
    // A generation that was never decided here: the stream, where it still has it, says what it was.
    const said = heardGeneration(key);
    if (said === undefined && restored.awaitsSpoke(cluster.id))
      return wait(UNHEARD_MS, 'its spoke says first what it has');
    if (said && said > (await decidedGeneration(db.sql, cluster.id))) await restored.takeOver(cluster.id, said);
    if (restored.reading) return wait(RESTORED_MS, 'the fleet repositories are read first');
    const judge = new TargetJudge(await windows.book());
    const now = this.#options.now();
    let until = Infinity;

    const decided = await shards.transaction([cluster.shard], async (sql) => {
      const stored = await manifestOf(sql, cluster.id);
      const previous = stored && unpackManifest(stored.body);
      const behind = (heardGeneration(key) ?? 0) > (previous?.generation ?? 0);
      if (behind || (await anyAwaitsGit(sql, cluster.id))) return 'too early';
      const [rows, tombstones] = [
        await targetsOfCluster(sql, cluster.id, [...(previous?.specs.keys() ?? [])]),
        await tombstonesOf(sql, cluster.id),
      ];
      const removed = tombstones.map(({ applicationId: id, mode, operation, confirmed }) => ({
        ...{ id, mode, operation },
        ...(confirmed && { confirmed }),
      }));
      const gathered = rows.flatMap((row) => targetOf(row, previous).map((facts) => ({ facts, row })));
      const judged = judge.judge(gathered, windows.clusterOf(cluster), now);
      until = judged.until;
      const clusterKinds = await clusterKindsOfProjects(
        sql,
        rows.map(({ projectId }) => projectId),
      );
      const facts = { hub: hubId, cluster: cluster.id, targets: judged.targets, removed, clusterKinds };
      const wanted = buildManifest(previous ? { ...facts, previous } : facts);
      const projects = new Set(bundlesOf(wanted).map(({ projectId }) => projectId));
      const sealed = await keys.keysFor(sql, cluster, [...projects]);
      const next = sealed.size > 0 ? { ...wanted, keys: sealed } : wanted;

      if (previous && saysNothingNew(next, previous, stored.digest)) return undefined;

      const generation = next.generation + 1;
      const manifest = { ...next, generation };
      const digest = digestOfManifest(manifest);
      const { shard, term } = shards.claimOf(cluster.shard);
      const body = packManifest(manifest);
      await addEvents(sql, windowEvents(manifest, previous, judged.verdicts));
      const put = await putManifest(sql, { clusterId: cluster.id, generation, digest, body, shard, term });
      return { ...put, cluster, next: manifest, generation, body };
    });
    if (decided === 'too early') return wait(RESTORED_MS, 'what Git declares is read first');
    if (decided) {
      handover.decided(decided);
      wakes.wake('outbox', clusterId(key));
    }
    return until === Infinity ? undefined : untilEdge(until, now);
  }
}

/** Of the same generation. Most often an entry tells, and nothing need be encoded. */
const saysNothingNew = (next: ClusterManifest, previous: ClusterManifest, digest: Digest): boolean =>
  changedEntries(next, previous).length === 0 && digestOfManifest(next) === digest;

/** Rows that have something to be; those that are leaving are said by their tombstones. */
function targetOf(row: TargetRow, previous: ClusterManifest | undefined): TargetFacts[] {
  if (!row.desired || row.removal) return [];
  const { id, projectId: project, desired, operation } = row;
  // One that is in the manifest already need not be read out of the Application again.
  const known = row.specDigest === desired.spec ? previous?.specs.get(desired.spec) : undefined;
  const parsed = known ? undefined : parseApplication(row.manifest ?? {});
  if (parsed && !parsed.ok) return [];
  const spec = known ?? targetSpecOf(parsed!.value.value);
  if (!operation) return [{ id, project, desired, spec }];
  const { requestedAt: _at, ...asked } = operation;
  return [{ id, project, desired, spec, operation: asked }];
}
