import { randomBytes } from 'node:crypto';
import {
  addFirstProjectKey,
  currentProjectKey,
  grantsOfCluster,
  keysOfProjects,
  putGrant,
  replaceProjectKey,
  type ClusterRow,
  type ProjectKeyRow,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import { projectKeyBound, type BodyOpener, type BodySealer, type SealedProjectKey } from '@wheelhouse/contract';
import type { ProjectId } from '@wheelhouse/core-domain';
import { bodySealer, openBody, sealBox, type DataKey, type Sealer } from '@wheelhouse/runtime';
import { newBase32Id } from './ids.ts';

/** What blobs are sealed with, by project. Keys lie in Postgres under the master key, and in memory once they were used. */
export class ProjectKeys {
  readonly #hub: string;
  readonly #master: Sealer;
  readonly #known = new Map<string, DataKey>();

  constructor(hub: string, master: Sealer) {
    this.#hub = hub;
    this.#master = master;
  }

  /**
   * Seals with the project's current key; its first one is made here. In a transaction, the key stays current until the end, so
   * that nobody drops it before the blobs are there.
   */
  async sealerOf(sql: Sql, project: ProjectId): Promise<BodySealer> {
    const row = (await currentProjectKey(sql, project)) ?? (await this.#first(sql, project));
    return bodySealer(this.#open(row));
  }

  /** Opens what is sealed with any key of the project. */
  async openerOf(sql: Sql, project: ProjectId): Promise<BodyOpener> {
    const keys = new Map((await keysOfProjects(sql, [project])).map((row) => [row.id, this.#open(row)]));
    return {
      open: ({ keyId, body }, bound) => {
        const key = keys.get(keyId);
        if (!key) return { kind: 'unknown-key' };
        const opened = openBody(key, body, bound);
        return opened ? { kind: 'opened', body: opened } : { kind: 'refused' };
      },
    };
  }

  /** What a cluster's manifest says of the keys of its projects. Each is sealed to its spoke once: equal bytes ever after. */
  async keysFor(
    sql: Sql,
    cluster: ClusterRow,
    projects: readonly ProjectId[],
  ): Promise<ReadonlyMap<string, SealedProjectKey>> {
    const { sealingKey: recipient } = cluster;
    if (!recipient || projects.length === 0) return new Map();
    const granted = new Map<string, SealedProjectKey>();
    for (const row of await grantsOfCluster(sql, cluster.id, recipient, projects)) {
      const { keyId, projectId: project } = row;
      const bound = projectKeyBound({ hub: this.#hub, cluster: cluster.id, project, keyId });
      const open = (): Uint8Array => this.#open({ ...row, id: keyId }).key;
      const sealed = row.sealed ? new Uint8Array(row.sealed) : sealBox(open(), recipient, bound);
      if (!row.sealed) await putGrant(sql, { keyId, cluster: cluster.id, recipient, sealed });
      granted.set(keyId, { project, sealed });
    }
    return granted;
  }

  /** A new key takes the place of the current one, which still opens what it has sealed. Its id. */
  async rotate(sql: Sql, project: ProjectId): Promise<string> {
    const row = this.#make(project);
    await replaceProjectKey(sql, row);
    return row.id;
  }

  async #first(sql: Sql, project: ProjectId): Promise<Pick<ProjectKeyRow, 'id' | 'projectId' | 'sealedKey'>> {
    const row = this.#make(project);
    if (await addFirstProjectKey(sql, row)) return row;
    const other = await currentProjectKey(sql, project);
    if (!other) throw new Error(`project ${project} has no key, and did not take one`);
    return other;
  }

  #make(projectId: ProjectId): Pick<ProjectKeyRow, 'id' | 'projectId' | 'sealedKey'> {
    const id = newBase32Id();
    const sealed = this.#master.seal(randomBytes(32).toString('base64'), contextOf(id));
    return { id, projectId, sealedKey: Buffer.from(sealed) };
  }

  #open({ id, sealedKey }: Pick<ProjectKeyRow, 'id' | 'sealedKey'>): DataKey {
    const known = this.#known.get(id);
    if (known) return known;
    const opened = this.#master.open(sealedKey.toString(), contextOf(id));
    if (!opened.ok) throw new Error(`project key ${id} cannot be opened: was the master key exchanged?`);
    const key = { id, key: new Uint8Array(Buffer.from(opened.value, 'base64')) };
    this.#known.set(id, key);
    return key;
  }
}

const contextOf = (id: string): string => `project-key/${id}`;
