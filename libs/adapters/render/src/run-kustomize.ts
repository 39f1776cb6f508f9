import path from 'node:path';
import { err, ok, parseYaml, type Problem, type Result } from '@wheelhouse/core-domain';
import { secretValues, withoutSecrets, type RenderedObject } from '@wheelhouse/core-render';
import type { GatheredSource } from './gather-source.ts';
import { runBounded, type RunEnd } from './run-bounded.ts';
import { withSandbox, type Sandbox } from './sandbox.ts';

export interface KustomizeLimits {
  readonly kustomize: string;
  readonly folder: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly maxMemoryMiB: number;
}

export interface ToolOutput {
  readonly objects: readonly RenderedObject[];
  /** Of the text that the tool wrote. */
  readonly bytes: number;
}

/** `kustomize build` of a closure, in a sandbox that holds nothing else, without network, programs or a home. */
export async function runKustomize(source: GatheredSource, limits: KustomizeLimits): Promise<Result<ToolOutput>> {
  const { closure, known } = source;
  return withSandbox(limits.folder, closure, known, async (sandbox) => {
    // The sandbox is the boundary. Where no file stands outside its own kustomization, kustomize's own one is kept too.
    const restrictor = closure.escapes || closure.links.size > 0 ? ['--load-restrictor', 'LoadRestrictionsNone'] : [];
    const end = await runBounded({
      ...limits,
      command: [limits.kustomize, 'build', ...restrictor, path.join(sandbox.root, closure.root)],
      cwd: sandbox.root,
      scratch: sandbox.scratch,
      environment: environmentIn(sandbox),
    });
    if (end.end !== 'done') return err(problemsOf(end, source, { sandbox, limits }));
    const text = end.stdout.toString('utf8');
    const parsed = parseYaml(text, `${closure.root} (rendered)`, {
      maxLength: limits.maxOutputBytes,
      maxValues: 10_000_000,
    });
    if (!parsed.ok) return parsed;
    return ok({ objects: parsed.value.map(({ value }) => ({ object: value })), bytes: end.stdout.length });
  });
}

/** No PATH (kustomize would run git for remote bases), a proxy that refuses, and a home that is empty. */
function environmentIn({ home }: Sandbox): Record<string, string> {
  const refusing = 'http://127.0.0.1:9';
  return {
    PATH: path.join(home, 'no-programs'),
    HOME: home,
    TMPDIR: home,
    XDG_CONFIG_HOME: home,
    KUSTOMIZE_PLUGIN_HOME: home,
    HTTP_PROXY: refusing,
    HTTPS_PROXY: refusing,
    ALL_PROXY: refusing,
    NO_PROXY: '',
    // A build is short: what a second thread would win, starting it costs (measured: 22 ms and 20 of CPU with two, 17 and 15).
    GOMAXPROCS: '1',
    LC_ALL: 'C',
  };
}

interface Ran {
  readonly sandbox: Sandbox;
  readonly limits: KustomizeLimits;
}

function problemsOf(
  end: Exclude<RunEnd, { end: 'done' }>,
  source: GatheredSource,
  { sandbox, limits }: Ran,
): Problem[] {
  const where = source.closure.root;
  const limit = (message: string): Problem[] => [
    {
      code: 'RENDER_LIMIT',
      message: `kustomize ${message}`,
      where,
      hint: 'split the source into several Applications',
    },
  ];
  switch (end.end) {
    case 'timeout':
      return limit(`did not end within ${limits.timeoutMs / 1000} s`);
    case 'output too large':
      return limit(`wrote more than ${limits.maxOutputBytes} bytes`);
    case 'failed': {
      if (end.memory) return limit(`needed more than ${limits.maxMemoryMiB} MiB of memory`);
      const message = wordsOf(end.stderr, sandbox, source);
      const broken = brokenFiles(source, message);
      if (broken.length > 0) return broken;
      return [
        {
          code: 'RENDER_FAILED',
          message: `kustomize: ${message}`,
          where,
          hint: 'try "kustomize build" of this folder',
        },
      ];
    }
  }
}

const MAX_MESSAGE = 2_000;

/** kustomize's own words, with paths as they are in the repository, and without what is secret. */
function wordsOf(stderr: string, { root, home }: Sandbox, { closure, known }: GatheredSource): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('# Warning'));
  const words = lines
    .join('\n')
    .replace(/^Error: /, '')
    .replaceAll(`${root}/`, '')
    .replaceAll(root, '.')
    .replaceAll(home, '~');
  return withoutSecrets(words, secretValues(closure, known)).slice(0, MAX_MESSAGE) || 'it failed and gave no reason';
}

/** kustomize names a broken file without its folder, and often not the line: we read again what it complains about. */
function brokenFiles({ closure, known }: GatheredSource, message: string): Problem[] {
  return [...closure.files.keys()].flatMap((file) => {
    const node = known.get(file);
    if (!/\.(?:ya?ml|json)$/.test(file) || node?.kind !== 'file' || !message.includes(path.posix.basename(file)))
      return [];
    const parsed = parseYaml(new TextDecoder().decode(node.bytes), file);
    return parsed.ok ? [] : parsed.error;
  });
}
