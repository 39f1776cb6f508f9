import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { ApplicationId, KubeObject } from '@wheelhouse/core-domain';
import { APPLICATION_LABEL, isOurs } from '@wheelhouse/core-sync';
import type { FindHealth } from '@wheelhouse/core-health';
import type { Target } from '../sync/target.ts';
import { isOlder, recordOf, watchesBody, writtenVersion } from './live-record.ts';
import type { LiveRecord } from './live-record.ts';
import type { WatchedKind } from './watch-set.ts';

export interface ObserverOptions {
  /** How people want kinds to be judged. */
  readonly custom?: FindHealth;
  readonly targets: ReadonlyMap<ApplicationId, Target>;
  /** Something is to be looked at. */
  readonly suspect: (id: ApplicationId) => void;
  /** What is known of the target changed. `soon`: the health of one of its objects became another one. */
  readonly touched: (target: Target, soon: boolean) => void;
}

/** Turns what the watches tell into records and suspicions. Decides nothing and asks nobody. */
export class Observer {
  readonly #options: ObserverOptions;

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  changed(object: KubeObject): void {
    const target = this.#targetOf(object);
    const record = target && this.#note(target, object);
    if (!target || !record) return;
    const text = keyText(record.key);
    const applied = target.stored.hashes[text];
    const known = target.drift.get(text);
    if (record.ownHash === applied || applied === undefined) return;
    if (known?.seen === writtenVersion(object)) return;
    if (watchesBody(object.apiVersion, object.kind, this.#options.custom)) target.told.set(text, object);
    this.#suspect(target, text, 'changed');
  }

  /** What a request of our own answered: newer than the watch, and no reason to look again. */
  observed(object: KubeObject): void {
    const target = this.#targetOf(object);
    if (target) this.#note(target, object);
  }

  /** The watch lost it: deleted, or only its label. A GET tells which. */
  deleted(object: KubeObject): void {
    const target = this.#targetOf(object);
    if (!target) return;
    const text = keyText(keyOf(object));
    const record = target.records.get(text);
    if (record && record.uid !== object.metadata['uid']) return;
    if (target.inventoryHas(keyOf(object))) return this.#suspect(target, text, 'gone');
    target.records.delete(text);
    this.#tellRun(target, text);
  }

  /** After a list: what of a kind's inventory was not in it is suspect. */
  synced(kind: WatchedKind, objects: readonly KubeObject[]): void {
    const listed = new Set(objects.map((object) => String(object.metadata['uid'])));
    for (const object of objects) this.changed(object);
    for (const target of this.#options.targets.values()) {
      let mine = false;
      for (const { key, apiVersion } of target.stored.inventory) {
        if (apiVersion !== kind.apiVersion || key.kind !== kind.kind) continue;
        mine = true;
        // The kind is there (again): what could not be healed without it can be now.
        if (target.heals.get(keyText(key))?.refused) target.heals.delete(keyText(key));
        const record = target.records.get(keyText(key));
        if (!record || !listed.has(record.uid)) this.#suspect(target, keyText(key), 'gone');
      }
      if (mine) this.#options.touched(target, false);
      for (const { key, apiVersion } of target.stored.hooks ?? []) {
        if (apiVersion !== kind.apiVersion || key.kind !== kind.kind) continue;
        const record = target.records.get(keyText(key));
        if (record && !listed.has(record.uid)) target.records.delete(keyText(key));
        this.#tellRun(target, keyText(key));
      }
    }
  }

  /** A sync waits for it. */
  #tellRun(target: Target, key: string): void {
    if (target.awaited.has(key)) this.#options.suspect(target.id);
  }

  /** Undefined for what is older than what is known. */
  #note(target: Target, object: KubeObject): LiveRecord | undefined {
    const record = recordOf(object, this.#options.custom);
    const text = keyText(record.key);
    const before = target.records.get(text);
    if (before?.uid === record.uid && isOlder(record.resourceVersion, before.resourceVersion)) return undefined;
    target.records.set(text, record);
    const [was, is] = [before?.health?.status, record.health?.status];
    this.#options.touched(target, was !== undefined && was !== is);
    this.#tellRun(target, text);
    return record;
  }

  #suspect(target: Target, key: string, why: 'changed' | 'gone'): void {
    if (target.suspects.get(key) !== 'gone') target.suspects.set(key, why);
    this.#options.suspect(target.id);
  }

  /** An object counts for an application if it carries its true marks and is in its inventory, or a hook that it created. */
  #targetOf(object: KubeObject): Target | undefined {
    const id = object.metadata.labels?.[APPLICATION_LABEL] as ApplicationId | undefined;
    const target = id === undefined ? undefined : this.#options.targets.get(id);
    if (!target || !isOurs(object, target.id)) return undefined;
    const key = keyOf(object);
    return target.inventoryHas(key) || target.hasHook(key) ? target : undefined;
  }
}
