import {
  addEvents,
  clustersWithKeysOf,
  projectByName,
  projectKeyUse,
  signingKeys,
  type Database,
  type SigningKeyRow,
} from '@wheelhouse/adapter-postgres';
import { err, ok, type Result } from '@wheelhouse/core-domain';
import type { Wakes } from '../changes/wakes.ts';
import { Keys, type KeyView, type ProjectKeyView, type Viewer } from '../use-cases.ts';
import type { HubKeys } from './hub-keys.ts';

export interface KeyRotationOptions {
  readonly db: Database;
  readonly keys: HubKeys;
  readonly wakes: Wakes;
}

/** What people ask of keys. The reconcilers of this room carry it out, and go on with it after a restart. */
export class KeyRotation extends Keys {
  readonly #options: KeyRotationOptions;

  constructor(options: KeyRotationOptions) {
    super();
    this.#options = options;
  }

  override async list(
    actor: Viewer,
  ): Promise<Result<{ readonly signing: readonly KeyView[]; readonly projects: readonly ProjectKeyView[] }>> {
    if (!actor.admin) return forbidden;
    const { db } = this.#options;
    const signing = await signingKeys(db);
    const projects = (await projectKeyUse(db.sql)).map(({ retiredAt, ...key }): ProjectKeyView => ({
      ...key,
      state: retiredAt ? 'retiring' : 'current',
    }));
    const newest = Math.max(...signing.map(({ activatedAt }) => activatedAt?.getTime() ?? 0));
    return ok({ signing: signing.map((key) => viewOf(key, newest)), projects });
  }

  override async rotateProject(name: string, actor: Viewer): Promise<Result<{ readonly message: string }>> {
    if (!actor.admin) return forbidden;
    const { db, keys, wakes } = this.#options;
    const project = await projectByName(db.sql, name);
    if (!project) {
      const hint = 'look for it with `wheelhouse project list`';
      return err([{ code: 'UNKNOWN_PROJECT', message: `there is no project ${JSON.stringify(name)}`, hint }]);
    }
    const clusters = await clustersWithKeysOf(db.sql, project.id);
    const id = await db.transaction(async (sql) => {
      const made = await keys.projects.rotate(sql, project.id);
      const message = `project ${name} has a new key, ${made}; what is stored is sealed anew`;
      const event = { projectId: project.id, type: 'Normal' as const, reason: 'ProjectKeyRotated', message };
      await addEvents(sql, [{ ...event, actor: actor.name }]);
      return made;
    });
    wakes.wake('cluster', clusters);
    wakes.wake('reseal', project.id);
    const progress = '`wheelhouse keys list` shows how far it is';
    return ok({ message: `New bundles of project ${name} are sealed with key ${id}; older ones follow, ${progress}.` });
  }

  override async rotateSigning(actor: Viewer): Promise<Result<{ readonly message: string }>> {
    if (!actor.admin) return forbidden;
    const { db, keys, wakes } = this.#options;
    if ((await signingKeys(db)).length > 1) {
      const message = 'the signing key is being exchanged already';
      return err([{ code: 'INVALID_FIELD', message, hint: '`wheelhouse keys list` shows how far it is' }]);
    }
    const id = await keys.addSigningKey();
    const message = `signing key ${id} was made; it signs as soon as the spokes know it`;
    await addEvents(db.sql, [{ type: 'Normal', reason: 'SigningKeyAdded', message, actor: actor.name }]);
    wakes.wake('signing', 'fleet');
    return ok({
      message: `Key ${id} signs manifests as soon as the spokes that are there know it; then the old one goes.`,
    });
  }
}

const viewOf = ({ id, createdAt, activatedAt }: SigningKeyRow, newest: number): KeyView => ({
  id,
  createdAt,
  state: !activatedAt ? 'next' : activatedAt.getTime() === newest ? 'current' : 'retiring',
});

const forbidden: Result<never> = err([
  { code: 'INVALID_FIELD', message: 'only admins may look at keys and exchange them', hint: 'ask an admin' },
]);
