import type { Command } from 'commander';
import type { DiffOptions } from '../offline/run-diff.ts';
import type { GenerateOptions } from '../offline/run-generate.ts';
import type { PlanOptions } from '../offline/run-plan.ts';
import type { RenderOptions } from '../offline/run-render.ts';
import { outputOption, type Surroundings } from '../surroundings.ts';

const many = (value: string, before: string[]): string[] => [...before, value];

/**
 * What runs without a hub and without a cluster, so that people can check things before they merge. What a command needs is
 * loaded when it runs: a question to the hub should not wait for Git and kustomize.
 */
export function addOfflineCommands(program: Command, surroundings: Surroundings): void {
  addGenerate(program, surroundings);
  addRender(program, surroundings);
  addHealth(program, surroundings);
  addPlan(program, surroundings);
  addDiff(program, surroundings);
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
    .action(async (options: { file: string[]; strict?: boolean }) =>
      (await import('../offline/validate.ts')).validateFiles(
        options.file,
        options.strict ?? false,
        surroundings.streams,
      ),
    );
}

function addGenerate(program: Command, surroundings: Surroundings): void {
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
      'numberFormat, includeHiddenDirectories, newGitFileGlobbing, progressiveSyncs, templateCapabilities',
      many,
      [],
    )
    .option('--strict', 'an unknown field of an Argo CD kind is an error')
    .option(
      '--online',
      'ask the providers and plugins that generators name, with the Secrets and ConfigMaps of the files',
    )
    .addOption(outputOption())
    .action(async (options: GenerateOptions) =>
      (await import('../offline/run-generate.ts')).runGenerate(options, surroundings),
    );
}

function addRender(program: Command, surroundings: Surroundings): void {
  program
    .command('render [path]')
    .description('The objects of a folder, or of an Application, in canonical order')
    .option('--app <file>', 'an Application')
    .option('--repo <url=path>', 'the folder, checkout or bare repository that stands for a URL', many, [])
    .addOption(outputOption())
    .action(async (folder: string | undefined, options: RenderOptions) =>
      (await import('../offline/run-render.ts')).runRender(folder, options, surroundings),
    );
}

function addHealth(program: Command, surroundings: Surroundings): void {
  program
    .command('health')
    .description('The health of objects as the spoke judges it')
    .requiredOption('-f, --file <path>', 'live objects', many, [])
    .addOption(outputOption())
    .action(async (options: { file: string[]; output?: string }) =>
      (await import('../offline/run-health.ts')).runHealth(options, surroundings),
    );
}

function addPlan(program: Command, surroundings: Surroundings): void {
  program
    .command('plan')
    .description('The ordered tasks of a sync')
    .requiredOption('-f, --file <path>', 'the desired objects: a file or a folder', many, [])
    .option('--app <file>', 'an Application: its namespace and sync options')
    .option('--live <file>', 'what is in the cluster and ours')
    .option('--prune', 'what is live and no longer desired is pruned')
    .addOption(outputOption())
    .action(async (options: PlanOptions) => (await import('../offline/run-plan.ts')).runPlan(options, surroundings));
}

function addDiff(program: Command, surroundings: Surroundings): void {
  program
    .command('diff')
    .description('Desired against live, field by field; exit 1 if modified')
    .requiredOption('--desired <file>', 'the desired object')
    .requiredOption('--live <file>', 'the live object')
    .option('--app <file>', 'an Application: its ignoreDifferences')
    .addOption(outputOption())
    .action(async (options: DiffOptions) => (await import('../offline/run-diff.ts')).runDiff(options, surroundings));
}
