import { mkdir } from 'node:fs/promises';
import { BinaryUnavailable, type Attempt, type Tried } from './attempt.ts';
import { buildWithGo } from './go-build.ts';
import { cachedPath, folderOf } from './cache.ts';
import { download } from './download.ts';
import { fromCache, fromEnvironment, fromPath } from './find-local.ts';
import { withLock } from './lock.ts';
import { pinOf, type BinaryName, type Pin } from './pins.ts';

/** What happens to one program right now; `left` counts the programs that are not there yet. */
export type BinaryProgress =
  | { readonly name: BinaryName; readonly state: 'downloading'; readonly bytes: number; readonly total?: number }
  | { readonly name: BinaryName; readonly state: 'building'; readonly usualSeconds: number; readonly after: string }
  | {
      readonly name: BinaryName;
      readonly state: 'ready';
      readonly path: string;
      readonly seconds: number;
      readonly left: number;
    };
export type OnProgress = (progress: BinaryProgress) => void;

type Step = (progress: BinaryProgress) => void;
const known = new Map<BinaryName, Promise<string>>();

/** Absolute path of a pinned program, obtained first if need be (seconds to minutes). Throws `BinaryUnavailable`. */
export async function binary(name: BinaryName): Promise<string> {
  return (await ensureBinaries([name])).get(name)!;
}

/**
 * Obtains all of `names` and says how it goes. Looked for, first that works: the environment variable of the pin, PATH,
 * the cache, the official release, a build with Go. Throws one `BinaryUnavailable` that names everything missing.
 */
export async function ensureBinaries<Name extends BinaryName>(
  names: readonly Name[],
  onProgress: OnProgress = () => {},
): Promise<Map<Name, string>> {
  const found = new Map<Name, string>();
  const missing = new Map<BinaryName, readonly Tried[]>();
  await Promise.all(
    names.map(async (name) => {
      const started = Date.now();
      try {
        const path = await once(name, onProgress);
        found.set(name, path);
        const seconds = (Date.now() - started) / 1000;
        onProgress({ name, state: 'ready', path, seconds, left: names.length - found.size });
      } catch (error) {
        if (!(error instanceof BinaryUnavailable)) throw error;
        for (const [each, tried] of error.missing) missing.set(each, tried);
      }
    }),
  );
  if (missing.size > 0) throw new BinaryUnavailable(missing);
  return found;
}

function once(name: BinaryName, step: Step): Promise<string> {
  const running = known.get(name);
  if (running) return running;
  const path = obtain(pinOf(name), step);
  known.set(name, path);
  path.catch(() => known.delete(name));
  return path;
}

/** Exported for its spec: one program, by all ways in order. */
export async function obtain(pin: Pin, step: Step): Promise<string> {
  const tried: Tried[] = [];
  const attempt = async (way: string, by: () => Promise<Attempt>): Promise<string | undefined> => {
    const outcome = await by();
    if ('path' in outcome) return outcome.path;
    tried.push({ way, why: outcome.why });
    return undefined;
  };
  const path =
    (await attempt(`environment variable ${pin.environment}`, () => fromEnvironment(pin))) ??
    (await attempt('PATH', () => fromPath(pin))) ??
    (await attempt('cache', () => fromCache(pin))) ??
    (await install(pin, tried, attempt, step));
  if (!path) throw new BinaryUnavailable(new Map([[pin.name, tried]]));
  return path;
}

type Try = (way: string, by: () => Promise<Attempt>) => Promise<string | undefined>;

async function install(pin: Pin, tried: readonly Tried[], attempt: Try, step: Step): Promise<string | undefined> {
  const target = cachedPath(pin);
  await mkdir(folderOf(pin), { recursive: true });
  const here = (): Promise<string | undefined> =>
    fromCache(pin).then((found) => ('path' in found ? found.path : undefined));
  const released = await withLock(`${target}.lock`, async () => {
    const byOther = await here();
    return (
      byOther ??
      attempt('release', () =>
        download(pin, target, (bytes, total) =>
          step({ name: pin.name, state: 'downloading', bytes, ...(total ? { total } : {}) }),
        ),
      )
    );
  });
  if (released) return released;
  // One Go build at a time: each of them uses all cores. A group is built once, for whoever comes first.
  return withLock(`${folderOf(pin)}/../go.lock`, async () => {
    const byOther = await here();
    if (byOther) return byOther;
    step({
      name: pin.name,
      state: 'building',
      usualSeconds: pin.go?.usualSeconds ?? 0,
      after: tried.at(-1)?.why ?? '',
    });
    return attempt('Go', () => buildWithGo(pin, target));
  });
}
