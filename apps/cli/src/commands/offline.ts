import path from 'node:path';
import type { Command } from 'commander';
import { assessHealth } from '@wheelhouse/core-health';
import { subsetDiff } from '@wheelhouse/core-diff';
import { builtinScope } from '@wheelhouse/core-render';
import { fillNamespaces, inventoryEntry, planSync } from '@wheelhouse/core-sync';
import {
  describeProblem,
  groupOf,
  keyOf,
  keyText,
  parseApplication,
  type Application,
  type Cluster,
  type KubeObject,
  type ManifestDocument,
} from '@wheelhouse/core-domain';
import { AnswerNo, BadInput, badInput, CliError } from '../exit.ts';
import { generate, parseSettings } from '../offline/generate.ts';
import { LocalRepositories } from '../offline/local-repositories.ts';
import { parseResources, readDocuments } from '../offline/read-files.ts';
import { applicationForFolder, renderApplication, type Rendered } from '../offline/render.ts';
import { print, printObjects } from '../output.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { validateFiles } from '../offline/validate.ts';

const many = (value: string, before: string[]): string[] => [...before, value];

/** The only Application of a file; its `source` may be left out where the file is only asked for options. */
async function readApplication(file: string): Promise<Application> {
  const documents = (await readDocuments([file])).filter(({ object }) => object.kind === 'Application');
  if (documents.length !== 1) throw new CliError(2, `${file}: holds ${documents.length} Applications, not one`);
  const parsed = parseApplication(documents[0]!.object);
  if (!parsed.ok)
    throw badInput(
      parsed.error.map((problem) => ({ ...problem, where: `${file}:${documents[0]!.line}: ${problem.where ?? ''}` })),
    );
  return parsed.value.value;
}

const objectsOf = async (paths: readonly string[]): Promise<KubeObject[]> =>
  (await readDocuments(paths)).map(({ object }: ManifestDocument) => object);

async function readClusters(file: string | undefined): Promise<Cluster[] | undefined> {
  if (!file) return undefined;
  return parseResources(await readDocuments([file]), false).flatMap((resource) =>
    resource.kind === 'Cluster' ? [resource.value] : [],
  );
}

/** What runs without a hub and without a cluster, so that people can check things before they merge. */
export function addOfflineCommands(program: Command, { streams, kustomize }: Surroundings): void {
  addGenerate(program, streams);
  addRender(program, { streams, kustomize });
  addHealth(program, streams);
  addPlan(program, streams);
  addDiff(program, streams);
  program
    .command('validate')
    .description('Check files: every error with file, line and path')
    .requiredOption(
      '-f, --file <path>',
      'a file, a folder, or - for standard input; may be given more than once',
      many,
      [],
    )
    .option('--strict', 'an unknown field of an Argo CD kind is an error too')
    .action((options: { file: string[]; strict?: boolean }) =>
      validateFiles(options.file, options.strict ?? false, streams),
    );
}

type Streams = Surroundings['streams'];

function addGenerate(program: Command, streams: Streams): void {
  const appset =
    program.commands.find((command) => command.name() === 'appset') ??
    program.command('appset').description('ApplicationSets');
  appset
    .command('generate')
    .description('The Applications that an ApplicationSet makes, sorted by name')
    .requiredOption('-f, --file <path>', 'the set, and what it refers to', many, [])
    .option('--clusters <file>', 'Argo CD cluster Secrets or `kind: Cluster`, as a YAML stream')
    .option('--repo <url=path>', 'the folder, checkout or bare repository that stands for a URL', many, [])
    .option(
      '--setting <key=value>',
      'numberFormat, includeHiddenDirectories, newGitFileGlobbing, progressiveSyncs',
      many,
      [],
    )
    .option('--strict', 'an unknown field of an Argo CD kind is an error')
    .addOption(outputOption())
    .action(
      async (options: {
        file: string[];
        clusters?: string;
        repo: string[];
        setting: string[];
        strict?: boolean;
        output?: string;
      }) => {
        const format = formatOf(options);
        const settings = parseSettings(options.setting);
        const resources = parseResources(await readDocuments(options.file), options.strict ?? false);
        const clusters = await readClusters(options.clusters);
        const repositories = await LocalRepositories.open(options.repo);
        try {
          for (const warning of resources.flatMap(({ warnings }) => warnings))
            streams.err(`warning: ${describeProblem(warning)}`);
          const { objects, problems } = await generate(resources, { clusters, repositories, settings });
          printObjects(streams, format, objects);
          if (problems.length > 0) throw badInput(problems);
        } finally {
          await repositories.close();
        }
      },
    );
}

function addRender(program: Command, { streams, kustomize }: Pick<Surroundings, 'streams' | 'kustomize'>): void {
  program
    .command('render [path]')
    .description('The objects of a folder, or of an Application, in canonical order')
    .option('--app <file>', 'an Application')
    .option('--repo <url=path>', 'the folder, checkout or bare repository that stands for a URL', many, [])
    .addOption(outputOption())
    .action(async (folder: string | undefined, options: { app?: string; repo: string[]; output?: string }) => {
      if ((folder === undefined) === (options.app === undefined))
        throw new CliError(2, 'render: give PATH, or --app FILE');
      const format = formatOf(options);
      const repositories = await LocalRepositories.open(options.repo);
      try {
        const { objects, warnings } =
          folder === undefined
            ? await renderApplication(await readApplication(options.app!), repositories, await kustomize())
            : await renderFolder(folder, repositories, await kustomize());
        for (const warning of warnings) streams.err(`warning: ${describeProblem(warning)}`);
        printObjects(streams, format, objects);
      } finally {
        await repositories.close();
      }
    });
}

/**
 * A folder may reach for its siblings (`../../base`). The checkout that it is in stands behind it; outside of one as much of
 * the folders above it as it reaches for.
 */
async function renderFolder(folder: string, repositories: LocalRepositories, kustomize: string): Promise<Rendered> {
  const roots = await repositories.rootsOf(folder);
  for (const [i, root] of roots.entries()) {
    await repositories.addFolder('local:', root);
    const below = path.relative(root, path.resolve(folder)).split(path.sep).join('/') || '.';
    try {
      return await renderApplication(applicationForFolder('local:', below), repositories, kustomize);
    } catch (error) {
      const outside =
        error instanceof BadInput && error.problems.some(({ code }) => code === 'PATH_OUTSIDE_REPOSITORY');
      if (!outside || i === roots.length - 1) throw error;
    }
  }
  throw new CliError(2, `${folder}: there is no such folder`);
}

function addHealth(program: Command, streams: Streams): void {
  program
    .command('health')
    .description('The health of objects as the spoke judges it')
    .requiredOption('-f, --file <path>', 'live objects', many, [])
    .addOption(outputOption())
    .action(async (options: { file: string[]; output?: string }) => {
      const rows = (await objectsOf(options.file)).map((object) => {
        const health = assessHealth(object);
        const { namespace, name } = keyOf(object);
        return {
          apiVersion: object.apiVersion,
          kind: object.kind,
          namespace,
          name,
          status: health?.status ?? null,
          message: health?.message ?? '',
        };
      });
      print(streams, formatOf(options), {
        rows,
        name: (row) => `${row.kind.toLowerCase()}/${row.name}`,
        columns: [
          { title: 'kind', value: (row) => row.kind },
          { title: 'namespace', value: (row) => row.namespace },
          { title: 'name', value: (row) => row.name },
          { title: 'health', value: (row) => row.status },
          { title: 'message', value: (row) => row.message },
        ],
      });
      if (rows.some(({ status }) => status !== null && status !== 'Healthy')) throw new AnswerNo();
    });
}

function addPlan(program: Command, streams: Streams): void {
  program
    .command('plan')
    .description('The ordered tasks of a sync')
    .requiredOption('-f, --file <path>', 'the desired objects: a file or a folder', many, [])
    .option('--app <file>', 'an Application: its namespace and sync options')
    .option('--live <file>', 'what is in the cluster and ours')
    .option('--prune', 'what is live and no longer desired is pruned')
    .addOption(outputOption())
    .action(async (options: { file: string[]; app?: string; live?: string; prune?: boolean; output?: string }) => {
      const application = options.app ? await readApplication(options.app) : undefined;
      const namespace = application?.spec.destination.namespace ?? '';
      const objects = fillNamespaces(await objectsOf(options.file), namespace, (apiVersion, kind) =>
        builtinScope(groupOf(apiVersion), kind),
      );
      const inventory = options.live ? (await objectsOf([options.live])).map((object) => inventoryEntry(object)) : [];
      const prune = options.prune ?? application?.spec.syncPolicy.automated?.prune ?? false;
      const plan = planSync({
        objects,
        inventory,
        policy: { prune },
        namespace,
        ...(application ? { syncOptions: application.spec.syncPolicy.syncOptions } : {}),
      });
      if (!plan.ok) throw badInput(plan.error);
      const rows = plan.value.tasks.map(({ phase, wave, action, key }) => ({
        phase,
        wave,
        action,
        group: key.group,
        kind: key.kind,
        namespace: key.namespace,
        name: key.name,
      }));
      print(streams, formatOf(options), {
        rows,
        name: (row) => `${row.kind.toLowerCase()}/${row.name}`,
        columns: [
          { title: 'phase', value: (row) => row.phase },
          { title: 'wave', value: (row) => row.wave },
          { title: 'action', value: (row) => row.action },
          { title: 'kind', value: (row) => (row.group ? `${row.kind}.${row.group}` : row.kind) },
          { title: 'namespace', value: (row) => row.namespace },
          { title: 'name', value: (row) => row.name },
        ],
      });
    });
}

function addDiff(program: Command, streams: Streams): void {
  program
    .command('diff')
    .description('Desired against live, field by field; exit 1 if modified')
    .requiredOption('--desired <file>', 'the desired object')
    .requiredOption('--live <file>', 'the live object')
    .option('--app <file>', 'an Application: its ignoreDifferences')
    .addOption(outputOption())
    .action(async (options: { desired: string; live: string; app?: string; output?: string }) => {
      const [desired, live] = [await objectsOf([options.desired]), await objectsOf([options.live])];
      const ignore = options.app ? (await readApplication(options.app)).spec.ignoreDifferences : [];
      const found = new Map(
        live.map((object) => [`${groupOf(object.apiVersion)}/${object.kind}/${object.metadata.name}`, object]),
      );
      const single = desired.length === 1;
      const changes = desired.flatMap((object) => {
        const counterpart =
          single && live.length === 1
            ? live[0]!
            : found.get(`${groupOf(object.apiVersion)}/${object.kind}/${object.metadata.name}`);
        if (!counterpart) throw new CliError(2, `${options.live}: there is no ${keyText(keyOf(object))} in it`);
        return subsetDiff(object, counterpart, ignore).map((change) => ({
          path: single ? change.path : `${object.kind}/${object.metadata.name}: ${change.path}`,
          ...(change.desired === undefined ? {} : { desired: change.desired }),
          ...(change.live === undefined ? {} : { live: change.live }),
        }));
      });
      const answer = { modified: changes.length > 0, changes };
      const format = formatOf(options);
      if (format === 'json' || format === 'yaml') {
        print(streams, format, { rows: [answer], single: true, columns: [], name: () => '' });
      } else if (changes.length > 0) {
        for (const { path, desired: want, live: have } of changes)
          streams.out(`${path}\n  - ${JSON.stringify(have)}\n  + ${JSON.stringify(want)}`);
      }
      if (answer.modified) throw new AnswerNo();
    });
}
