import { homedir } from 'node:os';
import path from 'node:path';
import { env } from 'node:process';
import { goPlatform, pinOf, type Pin } from './pins.ts';

/** Where programs are kept between checkouts: `$WHEELHOUSE_CACHE`, else `wheelhouse` in the user's cache folder. */
export function cacheFolder(): string {
  return env.WHEELHOUSE_CACHE ?? path.join(env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'wheelhouse');
}

/** The folder of one pinned version on this platform. A group is named by its Kubernetes version. */
export function folderOf(pin: Pin): string {
  const version = pin.group === 'kubernetes' ? pinOf('kube-apiserver').version : pin.version;
  return path.join(cacheFolder(), 'bin', `${pin.group ?? pin.name}-${version}-${goPlatform()}`);
}

export function cachedPath(pin: Pin): string {
  return path.join(folderOf(pin), pin.name);
}
