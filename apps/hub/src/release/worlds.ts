import { isDeepStrictEqual } from 'node:util';
import type { ClusterRow, Sql } from '@wheelhouse/adapter-postgres';
import type { Cluster } from '@wheelhouse/core-domain';
import { clusterOf, gatherWorld, type World } from './world.ts';

/** Reads the world so that a cluster which did not change is the same object in each of them. */
export class Worlds {
  readonly #sql: Sql;
  readonly #localCluster: string | undefined;
  #known = new Map<string, Cluster>();
  #version = 0;
  #current: { readonly version: number; readonly world: Promise<World> } | undefined;

  constructor(sql: Sql, localCluster: string | undefined) {
    this.#sql = sql;
    this.#localCluster = localCluster;
  }

  /** As it is now. */
  async read(): Promise<World> {
    const next = new Map<string, Cluster>();
    const same = (row: ClusterRow): Cluster => {
      const now = clusterOf(row);
      const known = this.#known.get(row.id);
      const cluster = known && isDeepStrictEqual(known, now) ? known : now;
      next.set(row.id, cluster);
      return cluster;
    };
    const world = await gatherWorld(this.#sql, this.#localCluster, same);
    this.#known = next;
    return world;
  }

  /** Something of it changed, and is committed. */
  stale(): void {
    this.#version += 1;
  }

  /** Read once for all that look after the last `stale`: a change of the fleet concerns every set. */
  current(): Promise<World> {
    const version = this.#version;
    if (this.#current?.version === version) return this.#current.world;
    const world = this.read();
    this.#current = { version, world };
    // Whoever comes next tries again.
    world.catch(() => {
      if (this.#current?.world === world) this.#current = undefined;
    });
    return world;
  }
}
