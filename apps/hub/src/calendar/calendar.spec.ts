/** Calendars of SyncWindows, from a real web server and a real Git repository into what spokes are told. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { WindowRule } from '@wheelhouse/core-domain';
import type { Hub } from '../hub.ts';
import type { FakeSpoke } from '../hub-testing/fake-spoke.ts';
import { admin, hubWorld, type HubOptions, type HubWorld, type Repository } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually, joined, set } from '../hub-testing/shop.ts';

const YEAR = new Date().getUTCFullYear();
const ics = (...days: string[]): string =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN'],
    ...days.flatMap((day) => ['BEGIN:VEVENT', `UID:${day}`, `DTSTART;VALUE=DATE:${YEAR + 1}${day}`, 'END:VEVENT']),
    ...['END:VCALENDAR', ''],
  ].join('\r\n');
const spansOf = (...days: string[]) =>
  days.map((day) => ({ from: `${YEAR + 1}-${day.slice(0, 2)}-${day.slice(2)}`, to: expect.any(String) }));

const window = (calendar: string): string => `
apiVersion: wheelhouse.dev/v1alpha1
kind: SyncWindow
metadata: { name: holidays }
spec: { kind: deny, timeZone: cluster, calendars: [${calendar}], reason: holidays }
`;

describe('calendars', () => {
  let world: HubWorld;
  let hub: Hub;
  let spoke: FakeSpoke;
  let repository: Repository;
  let server: Server;
  let origin: string;
  let served: { readonly status: number; readonly text: string };
  beforeAll(async () => {
    world = await hubWorld();
    server = createServer((_request, response) => response.writeHead(served.status).end(served.text));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }, 60_000);
  afterEach(() => world.stopHubs(), 30_000);
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await world.stop();
  }, 30_000);

  const env = (): HubOptions['env'] => ({
    WHEELHOUSE_ALLOWED_CALENDARS: origin,
    WHEELHOUSE_CALENDAR_SECONDS: '0.5',
    WHEELHOUSE_POLL_SECONDS: '0.5',
  });
  const start = async (): Promise<void> => {
    repository = await world.repository({
      'overlays/dev/settings.yaml': configMap('one'),
      'calendars/freeze.ics': ics('0101'),
    });
    hub = await world.hub({ env: env()! });
    await apply(hub, cluster('dev'));
    spoke = await joined(hub, world, 'dev');
    await apply(hub, set(repository.url, ['dev']));
  };
  const rule = async (): Promise<WindowRule | undefined> => {
    const gates = [...((await spoke.manifest())?.gates.values() ?? [])];
    return gates.flatMap((gate) => (gate.kind === 'window' ? [gate.rule] : []))[0];
  };
  const told = (...days: string[]) =>
    eventually(`the spoke knows ${days.join(' ')}`, async () => {
      const found = await rule();
      return (
        found?.problem === undefined &&
        found?.spans.map(({ from }) => from.slice(5).replace('-', '')).join() === days.join() &&
        found
      );
    });
  const reasons = async (): Promise<string[]> =>
    (
      await hub.parts.db.sql.query<{ reason: string }>(
        `SELECT reason FROM event WHERE reason LIKE 'Calendar%' ORDER BY id`,
      )
    ).rows.map((row) => row.reason);
  const seen = async () => (await hub.syncWindows.list(admin)).find(({ id }) => id === 'holidays')!;

  it('an address is read and read again; the spoke is told the dates; a failure keeps the last and says how old it is', async () => {
    served = { status: 200, text: ics('0101', '0501') };
    await start();
    await apply(hub, window(`{ name: public, url: '${origin}/private-token/de.ics' }`));
    expect((await told('0101', '0501')).spans).toEqual(spansOf('0101', '0501'));

    served = { status: 200, text: ics('0101', '0501', '1225') };
    await told('0101', '0501', '1225');

    served = { status: 500, text: 'oops' };
    const failing = await eventually('the failure shows', async () => {
      const { calendars, problem } = await seen();
      return calendars[0]?.problem ? { calendar: calendars[0], problem } : undefined;
    });
    expect(failing).toMatchObject({
      problem: null,
      calendar: {
        name: 'public',
        place: origin,
        events: 3,
        problem: `${origin} answers with 500`,
        readAt: expect.any(Date),
      },
    });
    expect((await rule())!.spans).toHaveLength(3);

    served = { status: 200, text: '<html>not a calendar</html>' };
    await eventually('what is no calendar fails too', async () =>
      /no iCalendar/.test((await seen()).calendars[0]!.problem ?? ''),
    );
    expect((await rule())!.spans).toHaveLength(3);
    expect(await reasons()).toEqual(['CalendarRead', 'CalendarRead', 'CalendarNotRead', 'CalendarNotRead']);
    const { rows } = await hub.parts.db.sql.query('SELECT message FROM event UNION ALL SELECT source FROM calendar');
    expect(JSON.stringify(rows)).not.toContain('private-token');

    // A hub that comes back has it still.
    const database = hub.parts.config.databaseUrl;
    await world.stopHubs();
    hub = await world.hub({ env: env()!, database });
    expect(await seen()).toMatchObject({ problem: null, calendars: [{ events: 3 }] });

    served = { status: 200, text: ics('0101') };
    await eventually('well again', async () => {
      const [calendar] = (await seen()).calendars;
      return calendar!.problem === null && calendar!.events === 1;
    });
  }, 120_000);

  it('one that was never read blocks, and says so; it goes with its window', async () => {
    served = { status: 404, text: '' };
    await start();
    await apply(hub, window(`{ name: public, url: '${origin}/de.ics' }`));
    const blocked = await eventually('blocks', async () => {
      const found = await rule();
      return found?.problem ? found : undefined;
    });
    expect(blocked.problem).toBe('its calendar public was never read');
    expect(await seen()).toMatchObject({
      problem: 'its calendar public was never read',
      calendars: [{ readAt: null }],
    });

    await hub.resources.remove({ kind: 'SyncWindow', name: 'holidays' }, { actor: admin, cascade: true });
    await eventually(
      'forgotten',
      async () => (await hub.parts.db.sql.query('SELECT 1 FROM calendar')).rows.length === 0,
    );
  }, 60_000);

  it('a file in a Git repository follows its commits; one that goes away keeps what was read', async () => {
    await start();
    await apply(
      hub,
      window(`{ name: freeze, repoURL: '${repository.url}', revision: main, path: calendars/freeze.ics }`),
    );
    await told('0101');
    await repository.commit({ 'calendars/freeze.ics': ics('0101', '0601') });
    await told('0101', '0601');

    await repository.commit({ 'calendars/freeze.ics': null });
    const failing = await eventually('the failure shows', async () => {
      const [calendar] = (await seen()).calendars;
      return calendar?.problem && calendar;
    });
    expect(failing).toMatchObject({ events: 2, problem: expect.stringMatching(/freeze\.ics/) });
    expect((await rule())!.spans).toHaveLength(2);

    await repository.commit({ 'calendars/freeze.ics': ics('0701') });
    await told('0701');
  }, 120_000);
});
