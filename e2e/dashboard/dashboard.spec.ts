import type { Browser, Page } from 'playwright-core';
import { applicationSet, list, overlays } from '../world/content.ts';
import { CLUSTERS, startWorld, until, type World } from '../world/world.ts';
import { openBrowser, overflow, seriousFindings } from './browser.ts';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** Every page, by what its heading says. */
const PAGES: readonly [string, (application: string) => string][] = [
  ['the fleet', () => '/'],
  ['problems', () => '/problems'],
  ['applications', () => '/applications'],
  ['one application', (application) => application],
  ['its events', (application) => `${application}?tab=events`],
  ['its manifest', (application) => `${application}?tab=manifest`],
  ['its difference', (application) => `${application}?tab=diff`],
  ['its syncs', (application) => `${application}?tab=syncs`],
  ['sets', () => '/sets'],
  ['one set', () => '/sets/argocd/web'],
  ['a preview', () => '/sets/preview?namespace=argocd&name=web'],
  ['clusters', () => '/clusters'],
  ['one cluster', () => '/clusters/dev'],
  ['windows', () => '/windows'],
  ['the editor of windows', () => '/windows/editor'],
  ['projects', () => '/projects'],
  ['events', () => '/events'],
];

describe('the dashboard', () => {
  const names = CLUSTERS.map((name) => `web-${name}`);
  const application = '/applications/default/argocd/web-dev';
  let world: World;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  /** The commit whose image cannot be pulled. */
  let missing = '';

  const release = (tag: string) =>
    world.git.commit(
      overlays('web', { dev: { tag, replicas: 2 }, staging: { tag }, production: { tag } }),
      `Release ${tag}`,
    );
  const open = async (at: string): Promise<void> => {
    await page.goto(world.hub.url + at);
    await page.getByRole('heading', { level: 1 }).waitFor();
  };

  const loaded = () =>
    until('the page to be loaded', async () => (await page.getByText(/^Asking the hub for/).count()) === 0);

  beforeAll(async () => {
    world = await startWorld({
      name: 'dashboard',
      files: ({ repository, namespace }) => ({
        ...overlays('web', { dev: { tag: '1', replicas: 2 }, staging: { tag: '1' }, production: { tag: '1' } }),
        'fleet/web.yaml': applicationSet('web', 'web-{{.env}}', [list(CLUSTERS.map((env) => ({ env })))], {
          repository,
          path: 'web/overlays/{{.env}}',
          cluster: '{{.env}}',
          namespace,
        }),
      }),
    });
    browser = await openBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => errors.push(error.message));
    await world.untilHealthy(names, await world.git.commit({}));
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  it('shows nothing but the sign-in page to strangers', async () => {
    await page.goto(`${world.hub.url}${application}`);
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /wrong|password/i })
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.content()).not.toContain('web-dev');
  });

  it('leads to what was asked for after signing in', async () => {
    await page.getByLabel('Password').fill(world.hub.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'web-dev' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(application);
  });

  it('shows the fleet at a glance', async () => {
    await open('/');
    await page
      .getByText(/3 of 3 targets done|all 3 targets|3 targets/i)
      .first()
      .waitFor();
    for (const name of CLUSTERS) await page.getByRole('region', { name: 'Clusters' }).getByText(name).first().waitFor();
  });

  it('shows where a change is, and what runs of it', async () => {
    await open(application);
    await page.getByRole('list', { name: 'Ladder: Done' }).waitFor();
    const tree = page.getByRole('tree', { name: 'Resources' });
    await tree.getByRole('treeitem', { name: /Deployment web/ }).waitFor();
    await tree
      .getByRole('treeitem', { name: /Pod web-/ })
      .nth(1)
      .waitFor();
  });

  it('shows a pushed commit without a reload', async () => {
    await open(application);
    await page.evaluate(() => ((globalThis as unknown as { loaded: string }).loaded = 'once'));
    const commit = await release('2');
    const pushed = performance.now();
    const ladder = page.getByRole('list', { name: 'Ladder: Done' });
    await ladder.getByText(commit.slice(0, 7)).nth(4).waitFor();
    process.stderr.write(`push → done on the screen: ${Math.round(performance.now() - pushed)} ms\n`);
    expect(await page.evaluate(() => (globalThis as unknown as { loaded?: string }).loaded)).toBe('once');
  });

  it('says why a pod does not start', async () => {
    await open(application);
    const commit = (missing = await release('missing'));
    await page
      .getByText(/\d+ of \d+ pods? in ImagePullBackOff/)
      .first()
      .waitFor();
    await page.getByRole('treeitem', { name: /Pod web-.*degraded.*Back-off pulling image/ }).waitFor();
    await open('/applications?q=web-dev');
    await page
      .getByText(/Settling/i)
      .first()
      .waitFor();
    await world.untilApplication('web-dev', ({ revisions }) => revisions.applied === commit, 'to be applied');
    await world.untilHealthy(names, await release('3'));
  });

  it('syncs and refreshes', async () => {
    await open(application);
    await page.getByRole('button', { name: 'Sync…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sync', exact: true }).click();
    const synced = (one: { operation: { initiatedBy: string; phase: string } | null }) =>
      one.operation?.initiatedBy === 'admin' && one.operation.phase === 'SUCCEEDED';
    await world.untilApplication('web-dev', synced, 'to be synced by admin');
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('Looking at Git again.').first().waitFor({ state: 'attached' });
  });

  it('shows what a sync to another revision would change, side by side, and what the last one did', async () => {
    await page.setViewportSize(DESKTOP);
    await open(`${application}?tab=diff`);
    await page.getByText(/The cluster is as .* says/).waitFor();
    await page.getByLabel('Compare the cluster with').fill(missing);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText(/A sync to .* would change 1/).waitFor();
    const changed = page.locator('.beside-changed');
    await changed.getByText(/image: .*:3/).waitFor();
    await changed.getByText(/image: .*:missing/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await open(`${application}?tab=syncs`);
    const last = page.locator('.operation-list details').first();
    await last.getByText('by admin').waitFor();
    await last.locator('summary').click();
    await last.getByRole('list', { name: 'Objects' }).getByText('Deployment').waitFor();
    await last
      .getByRole('list', { name: 'Steps' })
      .getByText(/\d+ of \d+/)
      .first()
      .waitFor();
  });

  it('finds applications by words in the address', async () => {
    await open('/applications?q=staging');
    await page.getByRole('link', { name: 'web-staging' }).waitFor();
    expect(await page.getByRole('link', { name: 'web-dev' }).count()).toBe(0);
  });

  it.each(PAGES)('has no serious finding of axe and fits on a phone: %s', async (_page, at) => {
    await page.setViewportSize(DESKTOP);
    await open(at(application));
    await loaded();
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    await loaded();
    expect(await overflow(page)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('shows what a changed set would do, before it does it', async () => {
    await open('/sets/argocd/web');
    await page.getByRole('link', { name: 'Preview a change' }).click();
    const text = page.getByLabel('ApplicationSet as YAML');
    await until('the manifest', async () => (await text.inputValue()).includes('web-{{.env}}'));
    const manifest = await text.inputValue();
    // Another path for all of them, and one cluster less.
    await text.fill(manifest.replace('web/overlays/{{.env}}', 'other/{{.env}}').replace(/\n\s*- env: dev/, ''));
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('0 created, 2 changed, 1 withdrawn, 0 as they are.').first().waitFor();
    await page.getByRole('region', { name: 'Withdrawn' }).getByText('web-dev', { exact: true }).waitFor();
    const changed = page.getByRole('region', { name: 'Changed' });
    await changed.getByText('web-staging', { exact: true }).click();
    await changed.getByText('path: other/staging').waitFor();
    await changed.getByText('env', { exact: true }).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await text.fill('kind: Nothing');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('Nothing would happen: a set with an error changes nothing.').waitFor();
    expect(await world.applications()).toEqual([...names].sort());
  });

  it('shows what a window would do, says at the field what is wrong, and saves it', async () => {
    await open('/windows/editor');
    await page.getByRole('textbox', { name: 'Name' }).fill('tuesday-nights');
    await page.getByLabel('Cron').fill('0 25 * * *');
    await page.getByText('the hour "25" is not between 0 and 23').waitFor();
    await page.getByLabel('Cron').fill('0 20 * * TUE');
    await page.getByLabel('For', { exact: true }).fill('2h');
    await page.getByText('Only a part of the fleet').click();
    await page.getByLabel('Sets').fill('nothing-of-that-name');
    await page.getByText('Nobody, as the fleet is now.').waitFor();
    await page.getByLabel('Sets').fill('web');
    await page.getByText(`${CLUSTERS.length} applications on ${CLUSTERS.length} clusters`).waitFor();
    await until('ten times', async () => (await page.locator('.openings tbody tr').count()) === 10);
    expect(await page.locator('.openings tbody tr').first().innerText()).toMatch(/^Tue .*20:00 to 22:00/);
    await page.getByRole('button', { name: 'Save the deny window' }).click();
    await page.getByRole('link', { name: 'tuesday-nights' }).waitFor();
  });

  it('says that the hub is away, and comes back by itself', async () => {
    await page.setViewportSize(DESKTOP);
    await open('/');
    await world.hub.stop();
    const away = page.getByText('Not connected to the hub');
    await away.waitFor();
    await world.hub.start();
    await away.waitFor({ state: 'hidden' });
    const commit = await release('4');
    await page.goto(world.hub.url + application);
    await page.getByRole('list', { name: 'Ladder: Done' }).getByText(commit.slice(0, 7)).nth(4).waitFor();
  });

  it('throws nothing', () => {
    expect(errors).toEqual([]);
  });
});
