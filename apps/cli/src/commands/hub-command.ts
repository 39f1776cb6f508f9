import type { Command } from 'commander';
import { HubClient } from '../hub/hub-client.ts';
import { hubSettings } from '../hub/settings.ts';
import type { Surroundings } from '../surroundings.ts';

/** The client that the options, the environment and this clone name. */
export function hubOf(command: Command, { cwd, env }: Surroundings): HubClient {
  const { hub, token } = command.optsWithGlobals<{ hub?: string; token?: string }>();
  return new HubClient(hubSettings({ ...(hub ? { hub } : {}), ...(token ? { token } : {}) }, cwd, env));
}

/** The group of a noun, made once: `app`, `cluster`, … */
export const group = (program: Command, name: string, description: string): Command =>
  program.commands.find((command) => command.name() === name) ?? program.command(name).description(description);

/** `3m`, `2h`, `5d`; empty for a time that is not known. */
export function age(iso: string | null | undefined, now: number): string {
  if (!iso) return '';
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)}h`;
  return `${Math.round(seconds / 86_400)}d`;
}
