import {
  addEvents,
  applicationSetByName,
  applicationsNamed,
  applicationsOfCluster,
  applicationsOfSet,
  clusterByName,
  counted,
  deleteApplicationSet,
  deleteCluster,
  deleteFactObject,
  factObjectsNamed,
  deleteProject,
  deleteSyncWindow,
  forgetPlacement,
  gitRepository,
  projectByName,
  releaseApplicationsOfSet,
  syncWindowByName,
  undeclareGitRepository,
  type ApplicationRow,
  type ApplicationSetRow,
  type Database,
  type FactObjectRow,
} from '@wheelhouse/adapter-postgres';
import {
  DEFAULT_NAMESPACE,
  DEFAULT_PROJECT,
  err,
  ok,
  parseApplicationSet,
  type Problem,
  type ProblemCode,
  type Result,
} from '@wheelhouse/core-domain';
import type { Wakes } from '../changes/wakes.ts';
import { rulesOf, type SetDefaults } from '../applicationset/set-rules.ts';
import { cascades, withdraw, type Withdrawn } from '../release/withdraw.ts';
import type { ChangeFeed, ResourceName, Viewer } from '../use-cases.ts';
import type { HubWindows } from '../windows/hub-windows.ts';

export interface RemoverOptions {
  readonly db: Database;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  /** Ends the connections of a spoke at once and refuses its credentials from now on. */
  readonly revoke: (publicKey: string) => Promise<void>;
  readonly setDefaults: SetDefaults;
  readonly windows: HubWindows;
}

export interface SetRemoval {
  readonly applications: number;
  /** They are there still, without an owner. */
  readonly stay: boolean;
}

interface RemoveOptions {
  readonly actor: Viewer;
  readonly cascade: boolean;
}
type Said = Result<{ readonly message: string }>;

/** Takes out what people declared. What runs leaves by tombstone; a cluster that is removed keeps what runs on it. */
export class Remover {
  readonly #options: RemoverOptions;

  constructor(options: RemoverOptions) {
    this.#options = options;
  }

  async remove(name: ResourceName, options: RemoveOptions): Promise<Said> {
    switch (name.kind) {
      case 'Application':
        return this.#application(name, options);
      case 'ApplicationSet':
        return this.#set(name, options);
      case 'Project':
        return this.#project(name);
      case 'Cluster':
        return this.#cluster(name, options);
      case 'Repository':
        return this.#repository(name);
      case 'ConfigMap':
      case 'Secret':
      case 'ClusterDecision':
        return this.#fact(name, options);
      case 'SyncWindow':
        return this.#window(name, options);
    }
  }

  /** `cascade` and the finalizer, as Argo CD does it; `orphan` where the person says so. */
  async removeApplication(
    row: ApplicationRow,
    options: RemoveOptions & { readonly byFinalizer?: boolean },
  ): Promise<void> {
    const mode = options.cascade && (!options.byFinalizer || cascades(row)) ? 'prune' : 'orphan';
    const withdrawn = await this.#options.db.transaction((sql) =>
      counted(sql, [row.id], async () => {
        await addEvents(sql, [
          {
            applicationId: row.id,
            type: 'Normal',
            reason: 'ApplicationRemoved',
            message: `${row.name} leaves its cluster (${mode})`,
            actor: options.actor.name,
          },
        ]);
        return withdraw(sql, [row], () => mode);
      }),
    );
    this.#follow([row.id], withdrawn);
  }

  /**
   * Its Applications go with it, by its policy: `preserveResourcesOnDeletion` leaves what they run. Where the set may not
   * delete, and where the person says `cascade: false`, as `kubectl delete --cascade=orphan` does, they stay Applications,
   * without an owner.
   */
  async removeSet(set: ApplicationSetRow, options: RemoveOptions): Promise<SetRemoval> {
    const { db, changes, wakes } = this.#options;
    const rows = (await applicationsOfSet(db.sql, set.id)).filter((row) => !row.removal);
    const going = await this.#goingWith(set, options);
    const ids = rows.map((row) => row.id);
    const withdrawn = await db.transaction((sql) =>
      counted(sql, ids, async () => {
        if (!going.applications) await releaseApplicationsOfSet(sql, set.id, `api:${options.actor.name}`);
        const left = await withdraw(sql, going.applications ? rows : [], going.modeOf);
        await deleteApplicationSet(sql, set.id);
        const message = `ApplicationSet ${set.name} removed ${going.applications ? 'with' : 'without'} its ${rows.length} Applications`;
        const about = { projectId: set.projectId, type: 'Normal' as const, reason: 'ApplicationSetRemoved' };
        await addEvents(sql, [{ ...about, message, actor: options.actor.name }]);
        return left;
      }),
    );
    changes.publish({ kind: 'applicationSet', ids: [set.id], removed: true });
    this.#follow(ids, withdrawn);
    if (!going.applications) wakes.wake('byHand', new Set(rows.map((row) => row.projectId)));
    return { applications: rows.length, stay: !going.applications };
  }

  async #goingWith(set: ApplicationSetRow, options: RemoveOptions) {
    const parsed = parseApplicationSet(set.manifest);
    const mayDelete = !parsed.ok || rulesOf(parsed.value.value, this.#options.setDefaults).mayDelete;
    const preserve = parsed.ok && parsed.value.value.spec.syncPolicy.preserveResourcesOnDeletion;
    return {
      applications: options.cascade && mayDelete,
      modeOf: (row: ApplicationRow): 'prune' | 'orphan' => (!preserve && cascades(row) ? 'prune' : 'orphan'),
    };
  }

  async #application(name: ResourceName, options: RemoveOptions): Promise<Said> {
    const project = await this.#visibleProject(name.project ?? DEFAULT_PROJECT, options.actor);
    const identity = project && {
      projectId: project.id,
      namespace: name.namespace ?? DEFAULT_NAMESPACE,
      name: name.name,
    };
    const [row] = identity ? await applicationsNamed(this.#options.db.sql, [identity]) : [];
    if (!row) return missing('Application', name.name);
    // Of what a set only keeps because it may not delete, a person disposes.
    if (row.setId && !row.warnings.some(({ code }) => code === 'NOT_GENERATED')) {
      const hint = 'take it out of what the set generates, or delete the set';
      return refuse('INVALID_FIELD', `Application ${name.name} is made by an ApplicationSet`, hint);
    }
    await this.removeApplication(row, options);
    return ok({ message: `Application ${name.name} is leaving its cluster` });
  }

  async #set(name: ResourceName, options: RemoveOptions): Promise<Said> {
    const set = await applicationSetByName(this.#options.db.sql, name.namespace ?? DEFAULT_NAMESPACE, name.name);
    const visible = set && (options.actor.admin || (await this.#mayTouch(set.projectId, options.actor)));
    if (!set || !visible) return missing('ApplicationSet', name.name);
    const { applications, stay } = await this.removeSet(set, options);
    const others = stay
      ? `its ${applications} Applications stay`
      : `${applications} Applications are leaving their clusters`;
    return ok({ message: `ApplicationSet ${name.name} is removed; ${others}` });
  }

  async #project(name: ResourceName): Promise<Said> {
    const project = await projectByName(this.#options.db.sql, name.name);
    if (!project) return missing('Project', name.name);
    if (name.name === DEFAULT_PROJECT)
      return refuse('INVALID_FIELD', 'the project default cannot be removed', 'narrow it');
    if (!(await deleteProject(this.#options.db.sql, project.id))) {
      return refuse(
        'INVALID_FIELD',
        `Project ${name.name} is in use`,
        'remove its Applications and ApplicationSets first',
      );
    }
    this.#options.changes.publish({ kind: 'project', ids: [project.id], removed: true });
    this.#options.wakes.wake('grants', 'fleet');
    return ok({ message: `Project ${name.name} is removed` });
  }

  async #cluster(name: ResourceName, { actor }: RemoveOptions): Promise<Said> {
    const { db, changes, wakes } = this.#options;
    const cluster = await clusterByName(db.sql, name.name);
    if (!cluster) return missing('Cluster', name.name);
    if (cluster.publicKey) await this.#options.revoke(cluster.publicKey);
    const rows = await applicationsOfCluster(db.sql, cluster.id);
    const ids = rows.map((row) => row.id);
    await db.transaction((sql) =>
      counted(sql, ids, async () => {
        await forgetPlacement(sql, ids);
        await sql.query(
          'DELETE FROM application WHERE id = ANY($1::text[]) AND (set_id IS NOT NULL OR removal IS NOT NULL)',
          [ids],
        );
        await sql.query('UPDATE application SET cluster_id = NULL WHERE id = ANY($1::text[])', [ids]);
        await deleteCluster(sql, cluster.id);
        const message = `Cluster ${name.name} removed; what runs on it stays as it is`;
        await addEvents(sql, [{ type: 'Normal', reason: 'ClusterRemoved', message, actor: actor.name }]);
      }),
    );
    changes.publish({ kind: 'cluster', ids: [cluster.id], removed: true });
    wakes.wake('grants', 'fleet');
    changes.publish({ kind: 'application', ids });
    const sets = await db.sql.query<{ id: string }>('SELECT id FROM application_set');
    wakes.wake(
      'set',
      sets.rows.map((row) => row.id),
    );
    wakes.wake('byHand', new Set(rows.filter((row) => !row.setId).map((row) => row.projectId)));
    return ok({ message: `Cluster ${name.name} is removed; what runs on it stays as it is` });
  }

  async #repository(name: ResourceName): Promise<Said> {
    const row = await gitRepository(this.#options.db.sql, name.name);
    if (!row?.manifest) return missing('Repository', name.name);
    await undeclareGitRepository(this.#options.db.sql, name.name);
    this.#options.changes.publish({ kind: 'repository', ids: [name.name] });
    return ok({ message: `Repository ${name.name} is removed` });
  }

  /** What generators look at: without it they fail, and nothing that runs changes. */
  async removeFact(row: FactObjectRow): Promise<void> {
    await deleteFactObject(this.#options.db.sql, row);
    this.#options.wakes.wake('facts', row.namespace);
  }

  async #fact(name: ResourceName, { actor }: RemoveOptions): Promise<Said> {
    const namespace = name.namespace ?? DEFAULT_NAMESPACE;
    const named = await factObjectsNamed(this.#options.db.sql, { namespace, name: name.name });
    const rows = named.filter((row) => kindOfFact(row) === name.kind);
    if (rows.length === 0) return missing(name.kind, name.name);
    if (!actor.admin) return refuse('INVALID_FIELD', `only admins may remove a ${name.kind}`, 'ask one');
    for (const row of rows) await this.removeFact(row);
    return ok({ message: `${rows.map((row) => row.kind).join(', ')} ${name.name} is removed` });
  }

  async #window(name: ResourceName, { actor }: RemoveOptions): Promise<Said> {
    const { db } = this.#options;
    if (!actor.admin || !(await syncWindowByName(db.sql, name.name))) return missing('SyncWindow', name.name);
    await db.transaction(async (sql) => {
      await deleteSyncWindow(sql, name.name);
      const message = `SyncWindow ${name.name} removed`;
      await addEvents(sql, [{ type: 'Normal', reason: 'SyncWindowRemoved', message, actor: actor.name }]);
    });
    await this.#options.windows.changed();
    return ok({ message: `SyncWindow ${name.name} is removed` });
  }

  async #visibleProject(name: string, actor: Viewer) {
    if (!actor.admin && !actor.projects.includes(name)) return undefined;
    return projectByName(this.#options.db.sql, name);
  }

  async #mayTouch(projectId: string, actor: Viewer): Promise<boolean> {
    const { rows } = await this.#options.db.sql.query<{ name: string }>('SELECT name FROM project WHERE id = $1', [
      projectId,
    ]);
    return rows.some((row) => actor.projects.includes(row.name));
  }

  #follow(ids: readonly string[], withdrawn: Withdrawn): void {
    this.#options.changes.publish({ kind: 'application', ids });
    this.#options.changes.publish({ kind: 'application', ids: withdrawn.deleted, removed: true });
    this.#options.wakes.wake('cluster', withdrawn.clusters);
  }
}

const kindOfFact = ({ apiVersion, kind }: FactObjectRow): ResourceName['kind'] =>
  apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret') ? kind : 'ClusterDecision';

const refuse = (code: ProblemCode, message: string, hint: string): Result<never> =>
  err<Problem[]>([{ code, message, hint }]);

const missing = (kind: string, name: string): Result<never> =>
  refuse('UNKNOWN_KIND', `there is no ${kind} ${JSON.stringify(name)}`, 'look for it with `wheelhouse get`');
