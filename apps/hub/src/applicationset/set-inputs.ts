import type { ApplicationRow, ApplicationSetRow } from '@wheelhouse/adapter-postgres';
import { digestOf, type Digest, type Project } from '@wheelhouse/core-domain';
import type { Wanted } from '../release/wanted.ts';
import type { World } from '../release/world.ts';

/**
 * Names everything that makes a set's Applications, without the commits that they are rendered at: what is of the set as a whole,
 * and each Application by itself, so that one of a thousand can change without looking at the others.
 */
export class SetInputs {
  readonly digest: Digest;
  readonly #whole: Digest;
  readonly #entries: ReadonlyMap<string, Digest>;

  private constructor(whole: Digest, entries: ReadonlyMap<string, Digest>) {
    this.#whole = whole;
    this.#entries = entries;
    const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    this.digest = digestOf([whole, sorted.map(([, entry]) => entry)]);
  }

  /** `refused`: what was left out, and why. */
  static of(
    row: Pick<ApplicationSetRow, 'manifest' | 'confirmed'>,
    world: World,
    { wanted, refused }: { readonly wanted: readonly Wanted[]; readonly refused: unknown },
  ): SetInputs {
    const { manifest, confirmed } = row;
    const whole = digestOf({ manifest, confirmed, localCluster: world.localCluster, refused });
    return new SetInputs(whole, new Map(wanted.map((one) => [keyOf(one), entryOf(one)])));
  }

  /** With these, and without those that leave. */
  with(wanted: readonly Wanted[], leaving: readonly Pick<ApplicationRow, 'projectId' | 'name'>[]): SetInputs {
    const entries = new Map(this.#entries);
    for (const { projectId, name } of leaving) entries.delete(`${projectId}/${name}`);
    for (const one of wanted) entries.set(keyOf(one), entryOf(one));
    return new SetInputs(this.#whole, entries);
  }
}

/** A set's Applications are all in its own namespace. */
const keyOf = ({ project, application }: Wanted): string => `${project.id}/${application.metadata.name}`;

const entryOf = ({ manifest, cluster, project, problems }: Wanted): Digest =>
  digestOf([manifest, cluster?.id ?? null, project.id, projectDigest(project.project), problems]);

const PROJECTS = new WeakMap<Project, Digest>();

function projectDigest(project: Project): Digest {
  const known = PROJECTS.get(project);
  if (known) return known;
  const digest = digestOf(project);
  PROJECTS.set(project, digest);
  return digest;
}
