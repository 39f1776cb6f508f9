import { Collector } from '../collect/collector.ts';
import { forgetMirrors } from '../collect/forget-mirrors.ts';
import { ManifestReconciler } from '../publish/manifest.reconciler.ts';
import { OutboxReconciler } from '../publish/outbox.reconciler.ts';
import { StreamGuard } from '../publish/stream-guard.ts';
import type { Declared } from './declared.ts';
import type { FromSpokes } from './from-spokes.ts';
import type { Ground } from './ground.ts';

export type ToStream = ReturnType<typeof openToStream>;

const DAY_MS = 24 * 3_600_000;

/** From a Release to the streams, and out of them again what nobody names any more. */
export function openToStream(
  ground: Ground,
  { windows }: Pick<Declared, 'windows'>,
  { heartbeats }: Pick<FromSpokes, 'heartbeats'>,
) {
  const { config, db, shards, wakes, changes, keys, nats, manifests, blobs, revocations } = ground;
  const { restored, handover, bundles, mirrors, compressor, clock, nowMs, logger } = ground;
  const manifest = new ManifestReconciler({
    ...{ db, shards, wakes, hubId: keys.hubId, keys: keys.projects, restored, handover, windows, now: nowMs },
    heardGeneration: (cluster) => heartbeats.generationOf(cluster),
  });
  const outbox = new OutboxReconciler({
    ...{ db, shards, manifests, bundles, restored, handover, signer: keys.signer, compressor, wakes, changes, logger },
  });
  const guard = new StreamGuard({
    ...{ db, nats, manifests, revocations, restored, bundles, shards, wakes, logger },
    streams: { eventsMaxAgeMs: config.keepEventsDays * DAY_MS },
  });
  const collector = new Collector({
    ...{ db, blobs, shards, wakes, clock, logger, config },
    forgetMirrors: () => forgetMirrors(db.sql, mirrors),
  });
  return { manifest, outbox, guard, collector };
}
