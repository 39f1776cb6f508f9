import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import type { Attempt } from './attempt.ts';
import { cachedPath } from './cache.ts';
import type { Pin } from './pins.ts';

const run = promisify(execFile);

/** The file, or the file of the program's name in the folder, that the pin's environment variable names. */
export async function fromEnvironment(pin: Pin): Promise<Attempt> {
  const value = env[pin.environment];
  if (!value) return { why: 'not set' };
  for (const candidate of [value, path.join(value, pin.name)]) {
    if (await isProgram(candidate)) return { path: path.resolve(candidate) };
  }
  return { why: `${value} is neither a program nor a folder with a program ${pin.name}` };
}

/** The first program of that name on PATH, if its version has the pinned major and minor number. */
export async function fromPath(pin: Pin): Promise<Attempt> {
  for (const folder of (env.PATH ?? '').split(path.delimiter).filter(Boolean)) {
    const candidate = path.join(folder, pin.name);
    if (!(await isProgram(candidate))) continue;
    const version = await versionOf(candidate, pin.versionCommand);
    if (version && fits(version, pin.version)) return { path: candidate };
    return { why: `${candidate} is ${version ?? 'of unknown version'}, ${minor(pin.version)}.x is needed` };
  }
  return { why: 'not found' };
}

export async function fromCache(pin: Pin): Promise<Attempt> {
  const candidate = cachedPath(pin);
  return (await isProgram(candidate)) ? { path: candidate } : { why: `no ${candidate}` };
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function versionOf(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(program, [...args], { timeout: 5_000 });
    return /(\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1];
  } catch {
    return undefined;
  }
}

/** Any patch of the pinned minor version; other minors render or behave differently. */
export function fits(found: string, pinned: string): boolean {
  return minor(found) === minor(pinned);
}

function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
