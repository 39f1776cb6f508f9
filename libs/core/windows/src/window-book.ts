import { CLUSTER_ZONE, type WindowSelectors } from '@wheelhouse/core-domain';
import { judgeWindows } from './judge.ts';
import { ClusterClasses } from './cluster-classes.ts';
import type { WindowCluster, WindowTarget } from './matches.ts';
import { NativeIndex } from './native-index.ts';
import { ProjectRows } from './project-rows.ts';
import type { RowEntry } from './row-pool.ts';
import type { Verdicts } from './verdict.ts';
import { ClockMemory, windowClock, type WindowClock } from './window-clock.ts';
import { inZoneOf, type BookWindow } from './window-rules.ts';

/** Targets that the same windows match in the same zone: they have one verdict. */
export interface WindowGroup {
  /** From 0, in the order in which a book met them. */
  readonly id: number;
  /** Indices of the windows, ascending. */
  readonly windows: Int32Array;
  readonly clocks: readonly WindowClock[];
  /** Empty where none of the windows is in the time of the cluster. */
  readonly zone: string;
}

interface Judged {
  readonly at: number;
  readonly verdicts: Verdicts;
  /** When any of the verdicts changes. */
  readonly until: number;
}

/** The windows of one project, none where it has none. */
interface ProjectPart {
  readonly indices: readonly number[];
  readonly rows?: ProjectRows;
  /** By a hash of the windows: what has it is compared. */
  readonly found: Map<number, FoundGroups[]>;
}

/** What is found out about a cluster once. */
interface KnownCluster {
  readonly entry: RowEntry;
  readonly class: number;
}

/**
 * All windows of a fleet, so that many targets are judged at once: what matches is found by the attributes that selectors ask about,
 * each looked at once per value, and targets with the same windows share one verdict.
 */
export class WindowBook {
  readonly windows: readonly BookWindow[];
  readonly groups: WindowGroup[] = [];
  readonly #natives: readonly number[];
  readonly #index: NativeIndex;
  readonly #projects = new Map<string, ProjectPart>();
  readonly #noProject: ProjectPart = { indices: [], found: new Map<number, FoundGroups[]>() };
  readonly #clusterClasses: ClusterClasses;
  readonly #knownClusters = new WeakMap<WindowCluster, KnownCluster>();
  #last: { readonly cluster: WindowCluster; readonly known: KnownCluster } | undefined;
  readonly #judged = new WeakMap<WindowGroup, Judged>();
  readonly #memory = new ClockMemory();
  /** By zone, where the window is in the time of the cluster, and by window. */
  readonly #clocks = new Map<string, WindowClock[]>();

  constructor(windows: readonly BookWindow[]) {
    this.windows = windows;
    const selectors = new Map<number, WindowSelectors>();
    const projects = new Map<string, number[]>();
    windows.forEach((one, index) => {
      if ('selectors' in one) return selectors.set(index, one.selectors);
      const list = projects.get(one.project);
      return list ? list.push(index) : projects.set(one.project, [index]);
    });
    this.#natives = [...selectors.keys()];
    this.#index = new NativeIndex([...selectors.values()]);
    const ofProjects = windows.flatMap((one) => ('project' in one ? one.window.clusters : []));
    this.#clusterClasses = new ClusterClasses(new Set(ofProjects));
    for (const [name, indices] of projects) {
      const rows = new ProjectRows(indices.map((index) => projectOf(windows[index]!)));
      this.#projects.set(name, { indices, rows, found: new Map<number, FoundGroups[]>() });
    }
  }

  /** The windows that match a target. */
  groupOf(target: WindowTarget): WindowGroup {
    const part = this.#projects.get(target.project) ?? this.#noProject;
    const known = this.#known(target.cluster);
    const count = this.#index.match(target, known.entry);
    const projectSet = part.rows ? part.rows.setOf(target, known.class) : 0;
    const found = this.#find(part, projectSet, count);
    if ('whole' in found) return found.whole;
    const { timeZone } = target.cluster;
    let group = found.byZone.get(timeZone);
    if (!group) found.byZone.set(timeZone, (group = this.#add(found.windows, timeZone)));
    return group;
  }

  /** The verdicts of a group; remembered until the first of them changes. */
  verdicts(group: WindowGroup, now: number): Verdicts {
    const known = this.#judged.get(group);
    if (known && now > known.at && now < known.until) return known.verdicts;
    const verdicts = judgeWindows(group.clocks, now);
    this.#judged.set(group, { at: now, verdicts, until: changeOf(verdicts) });
    return verdicts;
  }

  /** Targets come mostly cluster by cluster. */
  #known(cluster: WindowCluster): KnownCluster {
    if (this.#last?.cluster === cluster) return this.#last.known;
    let known = this.#knownClusters.get(cluster);
    if (!known) {
      known = { entry: this.#index.clusterEntry(cluster), class: this.#clusterClasses.classOf(cluster) };
      this.#knownClusters.set(cluster, known);
    }
    this.#last = { cluster, known };
    return known;
  }

  /** The groups of the windows that the index has found, with a set of the project's. */
  #find(part: ProjectPart, projectSet: number, count: number): FoundGroups {
    const { found } = this.#index;
    let hash = projectSet;
    for (let i = 0; i < count; i++) hash = Math.imul(hash ^ found[i]!, 0x01000193) ^ (hash >>> 15);
    const alike = part.found.get(hash);
    if (alike)
      for (const one of alike) if (one.projectSet === projectSet && this.#isFound(one.natives, count)) return one;
    const made = this.#make(part, projectSet, found.slice(0, count));
    if (alike) alike.push(made);
    else part.found.set(hash, [made]);
    return made;
  }

  #isFound(natives: Int32Array, count: number): boolean {
    if (natives.length !== count) return false;
    for (let i = 0; i < count; i++) if (natives[i] !== this.#index.found[i]) return false;
    return true;
  }

  #make(part: ProjectPart, projectSet: number, natives: Int32Array): FoundGroups {
    const own = part.rows?.windowsOf(projectSet) ?? [];
    const windows = new Int32Array(own.length + natives.length);
    for (let i = 0; i < own.length; i++) windows[i] = part.indices[own[i]!]!;
    for (let i = 0; i < natives.length; i++) windows[own.length + i] = this.#natives[natives[i]!]!;
    windows.sort();
    const inClusterTime = windows.some((index) => this.windows[index]!.rule.timeZone === CLUSTER_ZONE);
    const key = { projectSet, natives };
    if (!inClusterTime) return { ...key, whole: this.#add(windows, '') };
    return { ...key, windows, byZone: new Map<string, WindowGroup>() };
  }

  #add(windows: Int32Array, zone: string): WindowGroup {
    const clocks = Array.from(windows, (index) => this.#clockOf(index, zone));
    const group = { id: this.groups.length, windows, clocks, zone };
    this.groups.push(group);
    return group;
  }

  #clockOf(index: number, zone: string): WindowClock {
    const { rule } = this.windows[index]!;
    const inZone = rule.timeZone === CLUSTER_ZONE ? zone : '';
    let clocks = this.#clocks.get(inZone);
    if (!clocks) this.#clocks.set(inZone, (clocks = new Array<WindowClock>(this.windows.length)));
    return (clocks[index] ??= windowClock(inZoneOf(rule, zone), this.#memory));
  }
}

/** One group, or one by zone where the zone of the cluster matters. */
type FoundGroups = { readonly projectSet: number; readonly natives: Int32Array } & (
  { readonly whole: WindowGroup } | { readonly windows: Int32Array; readonly byZone: Map<string, WindowGroup> }
);

function projectOf(one: BookWindow) {
  if ('project' in one) return one.window;
  throw new Error(`${one.rule.title} is not of a project`);
}

/** The first instant at which one of the verdicts changes. */
export const changeOf = ({ automatic, manual, heal }: Verdicts): number =>
  Math.min(automatic.until ?? Infinity, manual.until ?? Infinity, heal.until ?? Infinity);
