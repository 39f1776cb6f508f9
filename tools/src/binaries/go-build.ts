import { spawn } from 'node:child_process';
import { rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Attempt } from './attempt.ts';
import { BINARIES, fill, pinOf, type GoBuild, type Pin } from './pins.ts';

const MODULES = fileURLToPath(new URL('../../go/', import.meta.url));

/**
 * Builds the pinned module with the Go on PATH. `go.sum` holds the modules' hashes, so what is compiled is what was
 * pinned. A group becomes one file, with a link for each of its programs.
 */
export async function buildWithGo(pin: Pin, target: string): Promise<Attempt> {
  if (!pin.go) return { why: 'no module is pinned' };
  const output = pin.group ? path.join(path.dirname(target), pin.group) : target;
  const temporary = `${output}.build-${process.pid}`;
  try {
    await go(['build', '-ldflags', linkFlags(pin, pin.go), '-o', temporary, pin.go.package], pin.go.module);
    await rename(temporary, output);
    if (pin.group) await linkGroup(pin.group, output);
    return { path: target };
  } catch (error) {
    return { why: (error as Error).message };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** What clients judge an API server by; without them it calls itself v0.0.0. */
function kubernetesVersion(pin: Pin): Record<string, string> {
  const [major = '', minor = ''] = pin.version.split('.');
  const variable = 'k8s.io/component-base/version.git';
  return { [`${variable}Version`]: `v${pin.version}`, [`${variable}Major`]: major, [`${variable}Minor`]: minor };
}

function linkFlags(pin: Pin, build: GoBuild): string {
  const variables = pin.group === 'kubernetes' ? kubernetesVersion(pinOf('kube-apiserver')) : (build.link ?? {});
  return ['-s', '-w', ...Object.entries(variables).map(([key, value]) => `-X ${key}=${fill(value, pin)}`)].join(' ');
}

async function linkGroup(group: string, output: string): Promise<void> {
  for (const name of BINARIES.filter((candidate) => pinOf(candidate).group === group)) {
    const link = path.join(path.dirname(output), name);
    const temporary = `${link}.link-${process.pid}`;
    await rm(temporary, { force: true });
    await symlink(path.basename(output), temporary);
    await rename(temporary, link);
  }
}

function go(args: readonly string[], module: string): Promise<void> {
  const flags = [env.GOFLAGS, '-buildvcs=false', '-mod=readonly'].filter(Boolean).join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn('go', [...args], {
      cwd: path.join(MODULES, module),
      env: { ...env, CGO_ENABLED: '0', GOFLAGS: flags, GOWORK: 'off' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4_000)));
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new Error('go is not on PATH') : error),
    );
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`go build failed: ${tail(errors)}`))));
  });
}

function tail(text: string): string {
  return text.trim().split('\n').slice(-3).join(' | ');
}
