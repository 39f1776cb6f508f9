import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { CliError } from '../exit.ts';
import { HubClient } from '../hub/hub-client.ts';
import { loginFile } from '../hub/settings.ts';
import { readText } from '../read-text.ts';
import type { Surroundings } from '../surroundings.ts';

export function addLogin(program: Command, { streams, env }: Surroundings): void {
  program
    .command('login <url>')
    .description('Remember a hub and a token for it (read from --token, WHEELHOUSE_TOKEN or standard input)')
    .action(async (url: string, _options: unknown, command: Command) => {
      if (!URL.canParse(url)) throw new CliError(2, `${url}: not a URL; write it like https://wheelhouse.example.com`);
      const given = command.optsWithGlobals<{ token?: string }>().token ?? env['WHEELHOUSE_TOKEN'];
      const token = (given ?? (await readText('-'))).trim();
      if (!token) throw new CliError(2, 'No token was given: use --token, or pipe it in.');
      const settings = { url: url.replace(/\/+$/, ''), token };
      const { viewer } = await new HubClient(settings).ask<{ viewer: { name: string } }>('{ viewer { name } }');
      const file = loginFile(env);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
      streams.err(`Signed in to ${settings.url} as ${viewer.name}.`);
    });
}
