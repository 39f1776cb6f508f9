import type { GitMirrors } from '@wheelhouse/adapter-git';
import type { Rendered, Renderer, RenderSource } from '@wheelhouse/adapter-render';
import { digestOf, safeUrl, type Commit, type Problem, type Project } from '@wheelhouse/core-domain';
import type { Sources } from '../release/sources.ts';
import type { Wanted } from '../release/wanted.ts';
import { RecordedReads } from '../source/recorded-reads.ts';
import { judgeBundle } from './judge-bundle.ts';

/** What an Application's sources became. */
export type RenderOutcome =
  | {
      readonly kind: 'rendered';
      readonly rendered: Rendered;
      readonly revision: Commit;
      readonly sources: readonly RenderSource[];
      readonly reads: RecordedReads;
    }
  /** A commit is not known yet: whoever finds it wakes the group again. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

export interface RenderContext {
  readonly renderer: Renderer;
  readonly mirrors: GitMirrors;
  readonly sources: Sources;
  readonly localCluster: string | undefined;
}

/** Renders each; Applications with equal sources render once. One that fails fails alone. */
export async function renderWanted(
  all: readonly Wanted[],
  context: RenderContext,
): Promise<Map<Wanted, RenderOutcome>> {
  const renders = new Map<string, Promise<RenderOutcome>>();
  const outcomes = all.map(async (wanted): Promise<[Wanted, RenderOutcome]> => {
    if (wanted.problems.length > 0) return [wanted, { kind: 'failed', problems: wanted.problems }];
    const sources = resolve(wanted, context.sources);
    if ('kind' in sources) return [wanted, sources];
    const { namespace } = wanted.application.spec.destination;
    const key = digestOf({ sources, namespace });
    if (!renders.has(key)) renders.set(key, render(wanted, sources, context));
    return [wanted, judged(wanted, await renders.get(key)!, context)];
  });
  return new Map(await Promise.all(outcomes));
}

/** The sources of an Application with the commits that they stand for. */
function resolve(wanted: Wanted, known: Sources): readonly RenderSource[] | RenderOutcome {
  const sources: RenderSource[] = [];
  for (const source of wanted.application.spec.sources) {
    const foreign = foreignRepository(source.repoURL, wanted.project.project, known.owners);
    if (foreign) return { kind: 'failed', problems: [foreign] };
    const found = known.revisions.get(source.repoURL)?.get(source.targetRevision);
    if (found?.problem) return { kind: 'failed', problems: [found.problem] };
    const unread = known.problems.get(source.repoURL);
    if (!found?.commit && unread) return { kind: 'failed', problems: [unread] };
    if (!found?.commit) return { kind: 'pending' };
    sources.push({ url: source.repoURL, commit: found.commit, source });
  }
  return sources;
}

/** What each would read to be rendered, without rendering it; undefined where one cannot be. */
export async function readsOfWanted(
  all: readonly Wanted[],
  { renderer, mirrors, sources: known }: RenderContext,
): Promise<ReadonlyMap<Wanted, RecordedReads> | undefined> {
  const looks = new Map<string, Promise<RecordedReads | undefined>>();
  const found = new Map<Wanted, RecordedReads>();
  for (const wanted of all) {
    const sources = resolve(wanted, known);
    if ('kind' in sources) return undefined;
    const key = digestOf({ sources });
    const look = async (): Promise<RecordedReads | undefined> => {
      const reads = new RecordedReads(mirrors);
      const looked = await renderer.look({ mirrors: reads, sources, appName: wanted.application.metadata.name });
      return looked.ok ? reads : undefined;
    };
    if (!looks.has(key)) looks.set(key, look());
    const reads = await looks.get(key);
    if (!reads) return undefined;
    found.set(wanted, reads);
  }
  return found;
}

/** A repository that is declared for one project is no other's: it may be read with that project's credentials. */
export function foreignRepository(
  url: string,
  project: Project,
  owners: ReadonlyMap<string, string>,
): Problem | undefined {
  const owner = owners.get(url);
  const { name } = project.metadata;
  if (!owner || owner === name) return undefined;
  const message = `the repository ${safeUrl(url)} is not for the project ${name}`;
  const hint = 'its declaration names the project that may use it';
  return { code: 'SOURCE_NOT_PERMITTED', message, where: 'spec.source.repoURL', hint };
}

async function render(
  wanted: Wanted,
  sources: readonly RenderSource[],
  { renderer, mirrors }: RenderContext,
): Promise<RenderOutcome> {
  const { metadata, spec } = wanted.application;
  const reads = new RecordedReads(mirrors);
  const rendered = await renderer.renderAll({
    mirrors: reads,
    sources,
    appName: metadata.name,
    destinationNamespace: spec.destination.namespace,
  });
  if (!rendered.ok) return { kind: 'failed', problems: rendered.error };
  return { kind: 'rendered', rendered: rendered.value, revision: sources[0]!.commit, sources, reads };
}

function judged(wanted: Wanted, outcome: RenderOutcome, { localCluster }: RenderContext): RenderOutcome {
  if (outcome.kind !== 'rendered') return outcome;
  const isLocal = wanted.cluster !== undefined && wanted.cluster.name === localCluster;
  const problems = judgeBundle(outcome.rendered.bundle, wanted.project.project, isLocal);
  return problems.length > 0 ? { kind: 'failed', problems } : outcome;
}
