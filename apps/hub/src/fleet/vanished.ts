import {
  allApplicationSets,
  allClusters,
  allGitRepositories,
  allProjects,
  allSyncWindows,
  applicationsOfOrigin,
  applicationsOfSet,
  factObjectsOfOrigin,
  type ApplicationSetRow,
  type Database,
} from '@wheelhouse/adapter-postgres';
import type { Guardrail } from '@wheelhouse/core-release';
import type { Problem } from '@wheelhouse/core-domain';
import { nameOfFact } from '../resources/read-documents.ts';
import type { Remover } from '../resources/remover.ts';
import type { Viewer } from '../use-cases.ts';

/**
 * What vanished from a fleet repository is removed: sets by their policy, Applications by their finalizer. Clusters and
 * projects go last, and a project that is in use stays until it is not. Too much at once is held, and a person lets it go
 * by removing it by hand.
 */
export class Vanished {
  readonly #db: Database;
  readonly #remover: Remover;
  readonly #guardrail: Guardrail;

  constructor(db: Database, remover: Remover, guardrail: Guardrail) {
    this.#db = db;
    this.#remover = remover;
    this.#guardrail = guardrail;
  }

  /** `kept`: the names (`nameOf`) that are declared still. The answer is what could not or may not be removed. */
  async remove(origin: string, kept: ReadonlySet<string>, actor: Viewer): Promise<readonly Problem[]> {
    const sets = (await allApplicationSets(this.#db.sql)).filter(
      (row) => row.origin === origin && !kept.has(`ApplicationSet/${row.namespace}/${row.name}`),
    );
    const projects = await allProjects(this.#db.sql);
    const nameOfProject = new Map(projects.map((row) => [row.id, row.name]));
    const applications = (await applicationsOfOrigin(this.#db.sql, origin)).filter(
      (row) => !kept.has(`Application/${nameOfProject.get(row.projectId)}/${row.namespace}/${row.name}`),
    );
    const held = await this.#guard(sets, applications.length);
    if (held) return [held];

    const options = { actor, cascade: true };
    for (const set of sets) await this.#remover.removeSet(set, options);
    for (const row of applications) await this.#remover.removeApplication(row, { ...options, byFinalizer: true });
    const problems: Problem[] = [];
    const others = [
      ...(await allClusters(this.#db.sql))
        .filter((row) => row.origin === origin && !kept.has(`Cluster/${row.name}`))
        .map((row) => ({ kind: 'Cluster' as const, name: row.name })),
      ...(await allGitRepositories(this.#db.sql))
        .filter((row) => row.manifest && row.origin === origin && !kept.has(`Repository/${row.url}`))
        .map((row) => ({ kind: 'Repository' as const, name: row.url })),
      ...(await allSyncWindows(this.#db.sql))
        .filter((row) => row.origin === origin && !kept.has(`SyncWindow/${row.name}`))
        .map((row) => ({ kind: 'SyncWindow' as const, name: row.name })),
      ...projects
        .filter((row) => row.origin === origin && !kept.has(`Project/${row.name}`))
        .map((row) => ({ kind: 'Project' as const, name: row.name })),
    ];
    for (const name of others) {
      const removed = await this.#remover.remove(name, options);
      if (!removed.ok) problems.push(...removed.error);
    }
    for (const row of await factObjectsOfOrigin(this.#db.sql, origin))
      if (!kept.has(nameOfFact(row.manifest))) await this.#remover.removeFact(row);
    return problems;
  }

  async #guard(sets: readonly ApplicationSetRow[], byHand: number): Promise<Problem | undefined> {
    const counts = await Promise.all(sets.map(async (set) => (await applicationsOfSet(this.#db.sql, set.id)).length));
    const leaving = counts.reduce((sum, count) => sum + count, byHand);
    const { rows } = await this.#db.sql.query<{ total: number }>('SELECT count(*)::int AS total FROM application');
    const total = rows[0]?.total ?? 0;
    const { maxWithdrawn, maxWithdrawnPercent } = this.#guardrail;
    if (leaving <= maxWithdrawn || leaving * 100 <= total * maxWithdrawnPercent) return undefined;
    const names = sets.map((set) => set.name).slice(0, 10);
    return {
      code: 'GUARDRAIL',
      message: `${leaving} of ${total} Applications would leave their clusters, because ${names.length > 0 ? `${names.join(', ')} vanished` : 'they vanished'} from the repository`,
      hint: 'if that is meant, delete them by hand (`wheelhouse appset delete NAME`); else restore them in Git',
    };
  }
}
