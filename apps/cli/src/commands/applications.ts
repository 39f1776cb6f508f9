import type { Command } from 'commander';
import { AnswerNo, CliError } from '../exit.ts';
import type { HubClient } from '../hub/hub-client.ts';
import { print, type Column, type Format } from '../output.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { age, group, hubOf } from './hub-command.ts';

export interface ApplicationRow {
  id: string;
  name: string;
  namespace: string;
  project: string;
  cluster: { name: string } | null;
  stage: string;
  sync: { status: string; reason: string | null };
  health: { status: string; message: string | null };
  revisions: Record<'desired' | 'published' | 'admitted' | 'applied' | 'healthy', string | null>;
  operation: { id: string; phase: string; message: string; finishedAt: string | null } | null;
  conditions: { severity: string; message: string; where: string | null; hint: string | null }[];
  waitReasons: { message: string; clearedBy: string | null }[];
  updatedAt: string;
}

interface Named {
  readonly name: string;
  readonly namespace?: string;
  readonly project?: string;
}

const FIELDS = `id name namespace project cluster { name } stage sync { status reason } health { status message }
  revisions { desired published admitted applied healthy } operation { id phase message startedAt finishedAt initiatedBy }
  conditions { type severity code message where hint since } waitReasons { kind message clearedBy } updatedAt`;

const short = (revision: string | null): string => revision?.slice(0, 8) ?? '';
const trouble = ({ conditions, health, waitReasons }: ApplicationRow): string =>
  conditions.find(({ severity }) => severity === 'ERROR')?.message ?? health.message ?? waitReasons[0]?.message ?? '';

const columns: Column<ApplicationRow>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'cluster', value: ({ cluster }) => cluster?.name },
  { title: 'stage', value: ({ stage }) => stage.toLowerCase().replaceAll('_', ' ') },
  { title: 'sync', value: ({ sync }) => sync.status.toLowerCase().replaceAll('_', ' ') },
  { title: 'health', value: ({ health }) => health.status.toLowerCase() },
  { title: 'revision', value: ({ revisions }) => short(revisions.desired) },
  { title: 'message', value: trouble },
  { title: 'applied', value: ({ revisions }) => short(revisions.applied), wide: true },
  { title: 'healthy', value: ({ revisions }) => short(revisions.healthy), wide: true },
  { title: 'project', value: ({ project }) => project, wide: true },
  { title: 'namespace', value: ({ namespace }) => namespace, wide: true },
  { title: 'updated', value: ({ updatedAt }) => age(updatedAt, Date.now()), wide: true },
];

const variables = ({ name, namespace, project }: Named) => ({
  name,
  namespace: namespace ?? null,
  project: project ?? null,
});

export async function getApplication(hub: HubClient, named: Named): Promise<ApplicationRow> {
  const { application } = await hub.ask<{ application: ApplicationRow | null }>(
    `query ($name: String!, $namespace: String, $project: String) { application(name: $name, namespace: $namespace, project: $project) { ${FIELDS} } }`,
    variables(named),
  );
  if (!application)
    throw new CliError(2, `There is no Application ${named.name}. \`wheelhouse app list\` shows those that are.`);
  return application;
}

export async function listApplications(hub: HubClient, filter: Record<string, unknown>): Promise<ApplicationRow[]> {
  const rows: ApplicationRow[] = [];
  for (let after: string | null = null; ;) {
    const {
      applications,
    }: { applications: { nodes: ApplicationRow[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } =
      await hub.ask(
        `query ($after: String, $filter: ApplicationFilter) { applications(first: 500, after: $after, filter: $filter) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } }`,
        { after, filter },
      );
    rows.push(...applications.nodes);
    if (!applications.pageInfo.hasNextPage) return rows;
    after = applications.pageInfo.endCursor;
  }
}

export const printApplications = (
  streams: Surroundings['streams'],
  format: Format,
  rows: readonly ApplicationRow[],
  single = false,
): void => print(streams, format, { rows, columns, single, name: ({ name }) => `application/${name}` });

const named = (command: Command): Command =>
  command
    .option('-N, --namespace <namespace>', 'where the name is not unique')
    .option('--project <project>', 'where the name is not unique');

interface NameOptions {
  namespace?: string;
  project?: string;
}
const nameOf = (name: string, { namespace, project }: NameOptions): Named => ({
  name,
  ...(namespace ? { namespace } : {}),
  ...(project ? { project } : {}),
});

/** Waits until the Application is done: everything desired is applied and healthy. */
async function waitFor(
  hub: HubClient,
  name: Named,
  timeoutSeconds: number,
  streams: Surroundings['streams'],
): Promise<ApplicationRow> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let said = '';
  for (;;) {
    const application = await getApplication(hub, name);
    const now = `${application.stage.toLowerCase().replaceAll('_', ' ')}, ${application.health.status.toLowerCase()}`;
    if (now !== said) streams.err(`${name.name}: ${(said = now)}`);
    if (application.stage === 'DONE' && application.health.status === 'HEALTHY') return application;
    if (Date.now() > deadline)
      throw new AnswerNo(`${name.name} is not done after ${timeoutSeconds} s: ${trouble(application) || now}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export function addApplicationCommands(program: Command, surroundings: Surroundings): void {
  const app = group(program, 'app', 'Applications, one per cluster');
  addReading(app, surroundings);
  addActing(app, surroundings);
}

function addReading(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  const many = (value: string, before: string[]) => [...before, value];
  app
    .command('list')
    .description('Applications; each option narrows the list')
    .option('--cluster <name>', 'a name, or a glob with *', many, [])
    .option('--set <name>', 'of an ApplicationSet', many, [])
    .option('--project <name>', 'of a project', many, [])
    .option('--health <status>', 'healthy, progressing, degraded, …', many, [])
    .option('--sync <status>', 'synced, outofsync, unknown', many, [])
    .option('-l, --selector <label>', 'key=value of the Application', many, [])
    .addOption(outputOption())
    .action(
      async (
        options: Record<'cluster' | 'set' | 'project' | 'health' | 'sync' | 'selector', string[]> & { output?: string },
        command: Command,
      ) => {
        const upper = (values: string[]) =>
          values.map((value) => value.toUpperCase().replace('OUTOFSYNC', 'OUT_OF_SYNC').replaceAll('-', '_'));
        const filter = {
          cluster: options.cluster,
          applicationSet: options.set,
          project: options.project,
          health: upper(options.health),
          sync: upper(options.sync),
          labels: options.selector,
        };
        printApplications(streams, formatOf(options), await listApplications(hubOf(command, surroundings), filter));
      },
    );
  named(app.command('get <name>').description('One Application: its ladder, and why it does not move'))
    .addOption(outputOption())
    .action(async (name: string, options: NameOptions & { output?: string }, command: Command) => {
      const application = await getApplication(hubOf(command, surroundings), nameOf(name, options));
      const format = formatOf(options);
      printApplications(streams, format, [application], true);
      if (format !== 'table' && format !== 'wide') return;
      for (const rung of ['desired', 'published', 'admitted', 'applied', 'healthy'] as const)
        streams.out(`  ${rung.padEnd(10)} ${application.revisions[rung] ?? '-'}`);
      for (const { severity, message, where, hint } of application.conditions)
        streams.out(
          `  ${severity.toLowerCase()}: ${[where, message].filter(Boolean).join(': ')}${hint ? ` (${hint})` : ''}`,
        );
      for (const { message, clearedBy } of application.waitReasons)
        streams.out(`  waits: ${message}${clearedBy ? ` → ${clearedBy}` : ''}`);
    });
  named(app.command('resources <name>').description('Its objects, live from the cluster'))
    .addOption(outputOption())
    .action(async (name: string, options: NameOptions & { output?: string }, command: Command) => {
      const { application } = await hubOf(command, surroundings).ask<{
        application: { resources: ResourceRow[] } | null;
      }>(
        `query ($name: String!, $namespace: String, $project: String) { application(name: $name, namespace: $namespace, project: $project) {
          resources { group version kind namespace name managed sync health { status message } message } } }`,
        variables(nameOf(name, options)),
      );
      if (!application) throw new CliError(2, `There is no Application ${name}.`);
      printResources(streams, formatOf(options), application.resources);
    });
  named(app.command('diff <name>').description('What of it drifted, field by field; exit 1 if anything did')).action(
    async (name: string, options: NameOptions, command: Command) =>
      showDrift(hubOf(command, surroundings), nameOf(name, options), streams),
  );
  named(app.command('history <name>').description('What was deployed when'))
    .addOption(outputOption())
    .action(async (name: string, options: NameOptions & { output?: string }, command: Command) => {
      const { application } = await hubOf(command, surroundings).ask<{
        application: { history: { revision: string; deployedAt: string; initiatedBy: string }[] } | null;
      }>(
        'query ($name: String!, $namespace: String, $project: String) { application(name: $name, namespace: $namespace, project: $project) { history { revision deployedAt initiatedBy } } }',
        variables(nameOf(name, options)),
      );
      if (!application) throw new CliError(2, `There is no Application ${name}.`);
      print(streams, formatOf(options), {
        rows: application.history,
        name: ({ revision }) => revision,
        columns: [
          { title: 'deployed', value: ({ deployedAt }) => age(deployedAt, Date.now()) },
          { title: 'revision', value: ({ revision }) => revision },
          { title: 'by', value: ({ initiatedBy }) => initiatedBy },
        ],
      });
    });
}

interface ResourceRow {
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  managed: boolean;
  sync: string | null;
  health: { status: string; message: string | null } | null;
  message: string | null;
}

const printResources = (streams: Surroundings['streams'], format: Format, rows: readonly ResourceRow[]): void =>
  print(streams, format, {
    rows,
    name: ({ kind, name }) => `${kind.toLowerCase()}/${name}`,
    columns: [
      { title: 'kind', value: ({ kind, managed }) => (managed ? kind : `└ ${kind}`) },
      { title: 'namespace', value: ({ namespace }) => namespace },
      { title: 'name', value: ({ name }) => name },
      { title: 'sync', value: ({ sync }) => sync?.toLowerCase().replaceAll('_', ' ') },
      { title: 'health', value: ({ health }) => health?.status.toLowerCase() },
      { title: 'message', value: ({ message, health }) => message ?? health?.message },
    ],
  });

async function showDrift(hub: HubClient, name: Named, streams: Surroundings['streams']): Promise<void> {
  const ask = (selection: string, more: Record<string, unknown> = {}, declared = '') =>
    hub.ask<{
      application: {
        resources?: ResourceRow[];
        resource?: { changes: { path: string; desired: unknown; live: unknown; takenBy: string | null }[] } | null;
      } | null;
    }>(
      `query ($name: String!, $namespace: String, $project: String${declared}) { application(name: $name, namespace: $namespace, project: $project) { ${selection} } }`,
      { ...variables(name), ...more },
    );
  const { application } = await ask('resources { group kind namespace name managed sync }');
  if (!application) throw new CliError(2, `There is no Application ${name.name}.`);
  let modified = false;
  for (const { group: apiGroup, kind, namespace, name: object, managed, sync } of application.resources ?? []) {
    if (!managed || sync === 'SYNCED') continue;
    const detail = await ask(
      'resource(group: $g, kind: $k, namespace: $ns, name: $n) { changes { path desired live takenBy } }',
      { g: apiGroup, k: kind, ns: namespace, n: object },
      ', $g: String!, $k: String!, $ns: String!, $n: String!',
    );
    modified = true;
    streams.out(`${kind}/${object}${namespace ? ` in ${namespace}` : ''}`);
    for (const change of detail.application?.resource?.changes ?? []) {
      streams.out(
        `  ${change.path}${change.takenBy ? ` (now of ${change.takenBy})` : ''}\n    - ${JSON.stringify(change.live)}\n    + ${JSON.stringify(change.desired)}`,
      );
    }
  }
  if (modified) throw new AnswerNo();
}

const many = (value: string, before: string[]): string[] => [...before, value];

/** `apps/Deployment/shop/web`, `/ConfigMap/shop/settings`; `/Namespace//shop` for what is cluster-scoped. */
function resourceOf(text: string): { group: string; kind: string; namespace: string; name: string } {
  const [group, kind, namespace, name, ...rest] = text.split('/');
  if (group !== undefined && kind && namespace !== undefined && name && rest.length === 0)
    return { group, kind, namespace, name };
  throw new CliError(
    2,
    `${text} names no object: write group/Kind/namespace/name, like apps/Deployment/shop/web or /ConfigMap/shop/settings.`,
  );
}

function addActing(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(app.command('sync <name>').description('Makes the cluster as desired now'))
    .option('--revision <commit>', 'another one than the desired')
    .option('--prune', 'what is no longer desired goes')
    .option('--dry-run', 'only tries')
    .option('--force', 'what the API server takes no other way is deleted and made again')
    .option('--resource <group/Kind/namespace/name>', 'only this object, and no hooks; more than once', many, [])
    .option('--wait', 'until it is done and healthy')
    .option('--timeout <seconds>', 'with --wait', '300')
    .action(
      async (
        name: string,
        options: NameOptions & {
          revision?: string;
          prune?: boolean;
          dryRun?: boolean;
          force?: boolean;
          resource: string[];
          wait?: boolean;
          timeout: string;
        },
        command: Command,
      ) => {
        const hub = hubOf(command, surroundings);
        const ref = nameOf(name, options);
        await hub.ask('mutation ($input: SyncInput!) { sync(input: $input) { id } }', {
          input: {
            application: ref,
            revision: options.revision ?? null,
            prune: options.prune ?? false,
            dryRun: options.dryRun ?? false,
            force: options.force ?? false,
            ...(options.resource.length > 0 ? { resources: options.resource.map(resourceOf) } : {}),
          },
        });
        streams.err(`${name}: sync asked for`);
        if (options.wait) await waitFor(hub, ref, Number(options.timeout), streams);
      },
    );
  named(app.command('wait <name>').description('Until it is done and healthy; exit 1 if it is not in time'))
    .option('--timeout <seconds>', 'how long', '300')
    .action(
      async (name: string, options: NameOptions & { timeout: string }, command: Command) =>
        void (await waitFor(hubOf(command, surroundings), nameOf(name, options), Number(options.timeout), streams)),
    );
  named(app.command('refresh [name]').description('Looks at Git again now; without a name for everything'))
    .option('--hard', 'renders again too')
    .action(async (name: string | undefined, options: NameOptions & { hard?: boolean }, command: Command) => {
      const { refresh } = await hubOf(command, surroundings).ask<{
        refresh: { repositories: string[]; applications: number };
      }>(
        'mutation ($application: ApplicationRef, $hard: Boolean) { refresh(application: $application, hard: $hard) { repositories applications } }',
        { application: name ? nameOf(name, options) : null, hard: options.hard ?? false },
      );
      streams.out(
        `Looking at ${refresh.repositories.join(', ') || 'nothing'} for ${refresh.applications} applications.`,
      );
    });
  for (const [verb, about, done] of [
    ['suspend', 'Its automated policy rests: neither synced nor healed by itself', 'asked to rest'],
    ['resume', 'Its automated policy holds again', 'asked to go on'],
  ] as const)
    named(app.command(`${verb} <name>`).description(about)).action(
      async (name: string, options: NameOptions, command: Command) => {
        await hubOf(command, surroundings).ask(
          'mutation ($application: ApplicationRef!, $resume: Boolean) { suspend(application: $application, resume: $resume) { id } }',
          { application: nameOf(name, options), resume: verb === 'resume' },
        );
        streams.err(`${name}: ${done}`);
      },
    );
  named(app.command('terminate <name>').description('Ends a running sync')).action(
    async (name: string, options: NameOptions, command: Command) => {
      await hubOf(command, surroundings).ask(
        'mutation ($application: ApplicationRef!) { terminate(application: $application) { id } }',
        { application: nameOf(name, options) },
      );
      streams.err(`${name}: asked to terminate`);
    },
  );
  named(
    app.command('rollback <name> [revision]').description('Back to the revision before, or to one of its history'),
  ).action(async (name: string, revision: string | undefined, options: NameOptions, command: Command) => {
    await hubOf(command, surroundings).ask(
      'mutation ($application: ApplicationRef!, $revision: String) { rollback(application: $application, revision: $revision) { id } }',
      { application: nameOf(name, options), revision: revision ?? null },
    );
    streams.err(`${name}: rollback asked for`);
  });
}
