import type { Command } from 'commander';
import { CliError } from '../../exit.ts';
import type { Surroundings } from '../../surroundings.ts';
import { hubOf } from '../hub-command.ts';
import { askApplication, many, named, nameOf, type NameOptions } from './application-name.ts';
import { waitFor } from './wait-for.ts';

export function addActing(app: Command, surroundings: Surroundings): void {
  addSync(app, surroundings);
  addWait(app, surroundings);
  addRefresh(app, surroundings);
  addSuspendAndResume(app, surroundings);
  addTerminate(app, surroundings);
  addConfirm(app, surroundings);
  addRollback(app, surroundings);
}

/** `apps/Deployment/shop/web`, `/ConfigMap/shop/settings`; `/Namespace//shop` for what is cluster-scoped. */
function resourceOf(text: string): ObjectName {
  const [group, kind, namespace, name, ...rest] = text.split('/');
  if (group !== undefined && kind && namespace !== undefined && name && rest.length === 0)
    return { group, kind, namespace, name };
  throw new CliError(
    2,
    `${text} names no object: write group/Kind/namespace/name, like apps/Deployment/shop/web or /ConfigMap/shop/settings.`,
  );
}

function addSync(app: Command, surroundings: Surroundings): void {
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
}

function addWait(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(app.command('wait <name>').description('Until it is done and healthy; exit 1 if it is not in time'))
    .option('--timeout <seconds>', 'how long', '300')
    .action(
      async (name: string, options: NameOptions & { timeout: string }, command: Command) =>
        void (await waitFor(hubOf(command, surroundings), nameOf(name, options), Number(options.timeout), streams)),
    );
}

function addRefresh(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
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
}

function addSuspendAndResume(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
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
}

function addTerminate(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(app.command('terminate <name>').description('Ends a running sync')).action(
    async (name: string, options: NameOptions, command: Command) => {
      await hubOf(command, surroundings).ask(
        'mutation ($application: ApplicationRef!) { terminate(application: $application) { id } }',
        { application: nameOf(name, options) },
      );
      streams.err(`${name}: asked to terminate`);
    },
  );
}

interface ObjectName {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What it shows is what it agrees to: nothing that began to wait meanwhile. */
function addConfirm(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(
    app.command('confirm <name>').description('Agrees to the deletion of what says Prune=confirm or Delete=confirm'),
  )
    .option('--resource <group/Kind/namespace/name>', 'only this object; more than once', many, [])
    .option('--dry-run', 'only shows what waits')
    .action(async (name: string, options: NameOptions & { resource: string[]; dryRun?: boolean }, command: Command) => {
      const hub = hubOf(command, surroundings);
      const selection = 'name namespace project awaitsConfirmation { group kind namespace name }';
      const found = await askApplication<{
        name: string;
        namespace: string;
        project: string;
        awaitsConfirmation: ObjectName[];
      }>(hub, nameOf(name, options), { selection });
      const { awaitsConfirmation, ...application } = found;
      const resources = options.resource.length > 0 ? options.resource.map(resourceOf) : awaitsConfirmation;
      for (const one of resources) streams.out([one.group, one.kind, one.namespace, one.name].join('/'));
      if (resources.length === 0) return streams.err(`${name}: nothing waits for a confirmation`);
      if (options.dryRun) return streams.err(`${name}: waits for a confirmation`);
      await hub.ask(
        'mutation ($application: ApplicationRef!, $resources: [ResourceRef!]!) { confirmDeletion(application: $application, resources: $resources) { id } }',
        { application, resources },
      );
      streams.err(`${name}: deletion confirmed`);
    });
}

function addRollback(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
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
