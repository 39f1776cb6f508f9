import type { BlobName } from '@wheelhouse/adapter-postgres';
import { HubPreviews } from '../applicationset/hub-previews.ts';
import { HubJoinTokens } from '../cluster/hub-join-tokens.ts';
import { NatsLiveViews } from '../cluster/nats-live-views.ts';
import { HubOperations } from '../operations/hub-operations.ts';
import { RevisionRenderer } from '../operations/revision-renderer.ts';
import { HubRefresher } from '../source/hub-refresher.ts';
import type { Declared } from './declared.ts';
import type { FromGit } from './from-git.ts';
import type { Ground } from './ground.ts';

/** What people ask. */
export function openAsked(ground: Ground, { setDefaults, guardrail }: Declared, fromGit: FromGit) {
  const { config, bundles, db, shards, wakes, changes, keys, nats, mirrors, renderer, compressor, generate } = ground;
  const { logger, now, nowMs } = ground;
  const { repository, remote, releaser } = fromGit;
  const { localCluster } = config;
  const revisions = new RevisionRenderer({
    ...{ db, shards, mirrors, renderer, compressor, keys: keys.projects, localCluster },
  });
  const store = (named: readonly BlobName[]): Promise<void> => bundles.store(named);
  const operations = new HubOperations({ db, shards, revisions, store, wakes, changes, localCluster, now });
  const refresher = new HubRefresher({ db, wakes, renderer, remote, pushed: (url) => repository.pushed(url) });
  const servers = config.natsPublicUrl ?? config.natsUrl;
  const joinTokens = new HubJoinTokens({ db, keys, servers, now: nowMs });
  const liveViews = new NatsLiveViews(nats, logger);
  const previews = new HubPreviews({ db, mirrors, remote, localCluster, generate, setDefaults, guardrail, releaser });
  return { operations, refresher, joinTokens, liveViews, previews };
}
