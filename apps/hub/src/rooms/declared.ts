import { KnownCalendars } from '../calendar/known-calendars.ts';
import { setDefaultsOf } from '../applicationset/set-rules.ts';
import { HubResources } from '../resources/hub-resources.ts';
import { Remover } from '../resources/remover.ts';
import { HubSyncWindows } from '../windows/hub-sync-windows.ts';
import { HubWindows } from '../windows/hub-windows.ts';
import { HubFleetWindows } from '../windows/fleet-windows.ts';
import { HubWindowFeeds } from '../windows/window-feeds.ts';
import { HubWindowPreviews } from '../windows/preview-window.ts';
import type { Ground } from './ground.ts';

export type Declared = ReturnType<typeof openDeclared>;

/** What people declare. */
export function openDeclared({ config, db, wakes, changes, keys, revocations, clock, nowMs }: Ground) {
  const setDefaults = setDefaultsOf(config);
  const { maxWithdrawn, maxWithdrawnPercent } = config;
  const guardrail = { maxWithdrawn, maxWithdrawnPercent };
  const calendars = new KnownCalendars(db.sql, clock);
  const windows = new HubWindows({ sql: db.sql, wakes, localCluster: config.localCluster, calendars });
  const revoke = (publicKey: string): Promise<void> => revocations.revoke(publicKey);
  const remover = new Remover({ db, wakes, changes, revoke, setDefaults, windows });
  const resources = new HubResources({ db, sealer: keys.sealer, wakes, changes, remover, windows });
  const syncWindows = new HubSyncWindows({ db, windows, calendars, resources, now: nowMs });
  const windowPreviews = new HubWindowPreviews({ db, windows, calendars, now: nowMs });
  const fleetWindows = new HubFleetWindows({ db, windows, now: nowMs });
  const windowFeeds = new HubWindowFeeds({ db, fleet: fleetWindows, now: nowMs });
  return {
    setDefaults,
    guardrail,
    windowPreviews,
    fleetWindows,
    windowFeeds,
    windows,
    remover,
    resources,
    syncWindows,
  };
}
