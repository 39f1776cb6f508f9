import { parseSyncWindow, readProjectWindows } from '@wheelhouse/core-domain';
import {
  nativeWindow,
  projectWindow,
  type BookWindow,
  type WindowCluster,
  type WindowTarget,
} from '@wheelhouse/core-windows';

export const PROJECTS = 250;
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
];
const STAGES = ['dev', 'staging', 'prod'];

export const clustersOf = (count: number): WindowCluster[] =>
  Array.from({ length: count }, (_, index) => {
    const name = `edge-${String(index).padStart(5, '0')}`;
    const [stage, region] = [STAGES[index % STAGES.length]!, `r${index % 8}`];
    const labels = { env: stage, region, tier: `t${index % 4}`, site: `site-${index}` };
    return { names: [name, `https://${name}.example.com`], labels, timeZone: ZONES[index % ZONES.length]! };
  });

/** Each cluster runs the same number of Applications, of the projects in turn. Names that come again are one string. */
export function targetsOf(clusters: readonly WindowCluster[], each: number): WindowTarget[] {
  const projects = Array.from({ length: PROJECTS }, (_, team) => `team-${team}`);
  const namespaces = projects.map((project) => [`${project}-web`, `${project}-jobs`] as const);
  const applications = Array.from({ length: each }, (_, index) => ({
    applicationSet: `set-${index}`,
    labels: { app: `app-${index}`, tier: index % 5 === 0 ? 'critical' : 'normal' },
  }));
  return clusters.flatMap((cluster, place) =>
    applications.map(({ applicationSet, labels }, index): WindowTarget => {
      const team = (place * 7 + index) % PROJECTS;
      const name = `app-${index}-${cluster.names[0]}`;
      const namespace = namespaces[team]![index % 3 === 0 ? 0 : 1];
      return { project: projects[team]!, name, namespace, labels, applicationSet, cluster };
    }),
  );
}

/** Half of them of projects as Argo CD has them, ten each; the others SyncWindows of all kinds of selectors and schedules. */
export function windowsOf(count: number): BookWindow[] {
  const ofProjects = Array.from({ length: PROJECTS }, (_, project) =>
    readProjectWindows({
      spec: { syncWindows: Array.from({ length: count / 2 / PROJECTS }, (_, i) => argoWindow(project, i)) },
    }).map((window, index) => projectWindow(`team-${project}`, index, window)),
  );
  return [...ofProjects.flat(), ...Array.from({ length: count / 2 }, (_, index) => syncWindow(index))];
}

const argoWindow = (project: number, index: number): object => ({
  kind: index % 3 === 0 ? 'deny' : 'allow',
  schedule: `${(project * 7) % 60} ${(project + index * 5) % 24} * * ${index % 2 === 0 ? '*' : '1-5'}`,
  duration: `${1 + (index % 4)}h`,
  timeZone: ZONES[project % ZONES.length],
  applications: index % 2 === 0 ? [`app-${index}*`] : [],
  namespaces: index % 2 === 1 ? ['*-web', `team-${project}-j*`] : [],
  clusters: index % 5 === 4 ? [`edge-0${index}*`] : [],
  manualSync: index % 4 === 0,
  andOperator: index % 5 === 4,
});

const SELECTORS: readonly ((index: number) => object)[] = [
  (index) => ({
    clusters: { matchLabels: { env: 'prod', region: `r${index % 8}` } },
    projects: [`team-${index % PROJECTS}`],
  }),
  (index) => ({ clusters: { matchLabels: { site: `site-${index}` } } }),
  (index) => ({ applications: { matchLabels: { tier: 'critical' } }, applicationSets: [`set-${index % 100}`] }),
  (index) => ({
    namespaces: [`team-${index % PROJECTS}-*`],
    clusters: { matchExpressions: [{ key: 'tier', operator: 'In', values: [`t${index % 4}`] }] },
  }),
  (index) => ({
    applications: { matchLabels: { app: `app-${index % 100}` } },
    clusters: { matchLabels: { region: `r${index % 8}` } },
  }),
];

export function syncWindow(index: number, more: object = {}): BookWindow {
  const spec = {
    kind: index % 4 === 0 ? 'allow' : 'deny',
    ...scheduleOf(index),
    timeZone: index % 3 === 0 ? 'cluster' : ZONES[index % ZONES.length],
    selectors: SELECTORS[index % SELECTORS.length]!(index),
    ...(index % 7 === 0 && { manualSync: true }),
    ...more,
  };
  const parsed = parseSyncWindow(
    { metadata: { name: `window-${index}` }, spec: JSON.parse(JSON.stringify(spec)) as object },
    { strict: true },
  );
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('; '));
  return nativeWindow(parsed.value.value);
}

function scheduleOf(index: number): object {
  if (index % 10 === 0) {
    const month = String(1 + (index % 12)).padStart(2, '0');
    return { schedule: { from: `2027-${month}-10T00:00`, to: `2027-${month}-12T00:00` } };
  }
  if (index % 50 === 1)
    return {
      schedule: { rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', start: '2026-01-01T00:00' },
      duration: '24h',
    };
  return { schedule: { cron: `${index % 60} ${index % 24} * * ${index % 7}` }, duration: `${1 + (index % 6)}h` };
}
