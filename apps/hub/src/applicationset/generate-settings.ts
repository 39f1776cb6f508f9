import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ScmProviders } from '@wheelhouse/adapter-scm';
import type { Digest } from '@wheelhouse/core-domain';
import type { GenerateSettings } from '@wheelhouse/core-generate';
import { templateCapabilities, type Clock } from '@wheelhouse/runtime';
import type { HubConfig } from '../config.ts';

/** How this hub expands sets. */
export const generateSettings = async (config: HubConfig, clock: Clock): Promise<GenerateSettings> => ({
  capabilities: await templateCapabilities(config.templateCapabilities, clock),
  maxApplications: config.maxApplicationsPerSet,
  numberFormat: config.numberFormat,
  newGitFileGlobbing: config.newGitFileGlobbing,
  includeHiddenDirectories: config.includeHiddenDirectories,
  digestText: (text) => hash('sha256', text, 'hex') as Digest,
});

/** Who asks providers and plugins, with the hub's own AWS identity where it has one. */
export async function openProviders(config: HubConfig, clock: Clock): Promise<ScmProviders> {
  const rootCa = config.scmRootCa && (await readFile(config.scmRootCa, 'utf8'));
  return new ScmProviders({
    clock,
    allowedProviders: config.allowedScmProviders,
    ...(rootCa && { rootCa }),
    aws: { env: process.env, readFile: (path) => readFile(path, 'utf8') },
  });
}
