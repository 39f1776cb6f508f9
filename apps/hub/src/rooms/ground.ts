import { BlobStream, FleetAccount, ManifestStream } from '@wheelhouse/adapter-nats';
import type { Database } from '@wheelhouse/adapter-postgres';
import type { Compressor } from '@wheelhouse/contract';
import { nodeCompressor, withFaultPoints } from '@wheelhouse/runtime';
import { InProcessChangeFeed } from '../changes/in-process-change-feed.ts';
import { Wakes } from '../changes/wakes.ts';
import { Revocations } from '../cluster/revocations.ts';
import { withUnsureCommits } from '../database/unsure-commits.ts';
import type { HubParts } from '../hub-parts.ts';
import { BundleRestorer } from '../publish/bundle-restorer.ts';
import { BundleStore } from '../publish/bundle-store.ts';
import { Handover } from '../publish/handover.ts';
import { RefusalCounts } from '../refusal-counts.ts';
import { Restored } from '../restore/restored.ts';
import { Shards } from '../shard/shards.ts';
import { Resumption } from './resumption.ts';

/** What every room stands on. Its `db` is the one to use: after a commit whose answer was lost it has the work taken up again. */
export interface Ground extends HubParts {
  readonly db: Database;
  readonly wakes: Wakes;
  /** Of what nobody is named for in a row of the database. */
  readonly refused: RefusalCounts;
  readonly resumption: Resumption;
  readonly changes: InProcessChangeFeed;
  readonly shards: Shards;
  readonly account: FleetAccount;
  readonly revocations: Revocations;
  readonly manifests: ManifestStream;
  readonly blobs: BlobStream;
  readonly bundles: BundleStore;
  readonly handover: Handover;
  readonly restored: Restored;
  readonly compressor: Compressor;
  readonly now: () => Date;
  readonly nowMs: () => number;
}

export function layGround(parts: HubParts): Ground {
  const { logger, clock, keys, nats, system, faults } = parts;
  const wakes = new Wakes();
  const resumption = new Resumption({ db: parts.db, wakes, clock, logger });
  const db = withUnsureCommits(parts.db, () => resumption.resumeSoon());
  const nowMs = (): number => clock.now();
  const now = (): Date => new Date(nowMs());
  const compressor = nodeCompressor();
  const changes = new InProcessChangeFeed(clock, logger);
  const shards = new Shards({ db, clock, logger, owner: parts.instance });
  const account = new FleetAccount(system, keys.fleet);
  const revocations = new Revocations(db, account, nowMs);
  const manifests = withFaultPoints(new ManifestStream(nats), faults, { publish: 'hub.publish.manifest' });
  const blobs = withFaultPoints(new BlobStream(nats), faults, { put: 'hub.publish.blob' });
  const restorer = new BundleRestorer({ ...parts, db, compressor, keys: keys.projects });
  const bundles = new BundleStore({ db, blobs, restorer, graceMs: parts.config.collectAfterSeconds * 1000 });
  const handover = new Handover();
  const restored = new Restored({
    ...{ db, manifests, blobs, keys, compressor, shards, handover, wakes, changes, now, logger },
    takenOver: () => void resumption.resume().catch((error: unknown) => logger.error({ err: error }, 'cannot resume')),
  });
  const refused = new RefusalCounts();
  const streams = { account, revocations, manifests, blobs, bundles, handover, restored };
  return { ...parts, ...streams, db, wakes, refused, resumption, changes, shards, compressor, now, nowMs };
}
