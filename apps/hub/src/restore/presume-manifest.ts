import {
  applicationsOfCluster,
  counted,
  forgetExpansions,
  forgetRungs,
  presumeManifest,
  type ApplicationRow,
  type ClusterRow,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import { manifestDigest, manifestMessage } from '@wheelhouse/contract';
import type { Problem } from '@wheelhouse/core-domain';
import { buildManifest } from '../publish/build-manifest.ts';
import { packManifest } from '../publish/stored-manifest.ts';

export interface PresumeInput {
  readonly hub: string;
  readonly cluster: ClusterRow;
  /** That its spoke says, or that a manifest says which cannot be read. */
  readonly generation: number;
  /** Of the cluster's subject in the stream; 0 where it has nothing. */
  readonly sequence: number;
  readonly now: Date;
}

export interface Presumed {
  /** Declared in Git, itself or by a set: they are as their cluster has them until their source was read again. */
  readonly awaiting: readonly ApplicationRow[];
  /** Declared through the API: what people said after the backup is not known. */
  readonly uncertain: readonly ApplicationRow[];
}

/**
 * A cluster runs what was published after the backup, and nobody has it any more. Of its rows nothing is wished until it was decided
 * anew, so that nothing goes back to the backup. In one transaction.
 */
export async function presume(sql: Sql, input: PresumeInput): Promise<Presumed> {
  const { hub, cluster, generation, sequence, now } = input;
  const rows = await applicationsOfCluster(sql, cluster.id);
  const awaiting = rows.filter((row) => declaredInGit(row));
  const uncertain = rows.filter((row) => !declaredInGit(row));
  const idsOf = (some: readonly ApplicationRow[]): string[] => some.map(({ id }) => id);
  const since = now.toISOString();
  await counted(sql, idsOf(rows), async () => {
    await forgetRungs(sql, idsOf(awaiting), { ...waits(cluster), since });
    await forgetRungs(sql, idsOf(uncertain), { ...uncertainOn(cluster), since });
    const empty = { ...buildManifest({ hub, cluster: cluster.id, targets: [], removed: [] }), generation };
    const digest = manifestDigest(manifestMessage.encode(empty));
    await presumeManifest(sql, { clusterId: cluster.id, generation, digest, body: packManifest(empty), sequence });
  });
  await forgetExpansions(sql, [...new Set(awaiting.flatMap(({ setId }) => setId ?? []))]);
  return { awaiting, uncertain };
}

type Declared = Pick<ApplicationRow, 'setId' | 'origin' | 'problems' | 'desired'>;

const declaredInGit = ({ setId, origin }: Declared): boolean => setId !== null || origin.startsWith('fleet:');

const isRestored = ({ problems }: Declared): boolean => problems.some(({ code }) => code === 'RESTORED');

/** Its source is read again, and says what it is to be. No manifest may leave it out before. */
export const awaitsGit = (row: Declared): boolean => isRestored(row) && declaredInGit(row) && !row.desired;

/** Nobody knows what it is to be until a person says so. */
export const awaitsPerson = (row: Declared): boolean => isRestored(row) && !awaitsGit(row);

const lost = (name: string): string =>
  `the database was restored from a backup, and what was published for ${name} after it is lost`;

const waits = ({ name }: ClusterRow): Problem => ({
  code: 'RESTORED',
  message: `${lost(name)}: there it stays as it is until its source was read again`,
  hint: 'see that the fleet repositories and its own repository can be read',
});

const uncertainOn = ({ name }: ClusterRow): Problem => ({
  code: 'RESTORED',
  message: `${lost(name)}: nobody knows what this Application was to be since. There it stays as it is, and is not healed`,
  hint: 'apply it again, also before you delete it',
});
