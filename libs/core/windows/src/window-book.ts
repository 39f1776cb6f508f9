import { judgeWindows } from './judge.ts';
import {
  applicationMatches,
  clusterMatches,
  projectMatches,
  projectTests,
  type ProjectTests,
  type WindowCluster,
  type WindowTarget,
} from './matches.ts';
import type { Verdicts } from './verdict.ts';
import { ClockMemory, windowClock, type WindowClock } from './window-clock.ts';
import { inZoneOf, type BookWindow } from './window-rules.ts';

/** Targets that the same windows match in the same zone: they have one verdict. */
export interface WindowGroup {
  /** Indices of the windows, ascending. */
  readonly windows: Int32Array;
  readonly clocks: readonly WindowClock[];
}

interface Judged {
  readonly at: number;
  readonly verdicts: Verdicts;
  /** When any of the verdicts changes. */
  readonly until: number;
}

interface ProjectWindows {
  readonly index: number;
  readonly tests: ProjectTests;
}

/**
 * All windows of a fleet, so that many targets are judged at once. A SyncWindow's selectors are split in what they ask of the cluster
 * and what they ask of the Application; each half is a row of bits that is found out once per cluster and once per kind of
 * Application, and a target is one AND of the two. Targets with the same windows share one verdict.
 */
export class WindowBook {
  readonly windows: readonly BookWindow[];
  readonly #natives: readonly number[];
  readonly #projects = new Map<string, ProjectWindows[]>();
  /** Keys of labels of Applications that some selector asks about. */
  readonly #labelKeys: readonly string[];
  readonly #byCluster = new WeakMap<WindowCluster, Uint32Array>();
  readonly #byApplication = new Map<string, Uint32Array>();
  readonly #groups = new Map<number, { readonly zone: string; readonly group: WindowGroup }[]>();
  readonly #judged = new WeakMap<WindowGroup, Judged>();
  readonly #memory = new ClockMemory();
  readonly #clocks = new Map<string, WindowClock>();
  readonly #inClusterTime: readonly boolean[];
  #found: Int32Array;

  constructor(windows: readonly BookWindow[]) {
    this.windows = windows;
    this.#natives = windows.flatMap((one, index) => ('selectors' in one ? [index] : []));
    this.#inClusterTime = windows.map(({ rule }) => rule.timeZone === 'cluster');
    this.#labelKeys = [...new Set(windows.flatMap(labelKeysOf))].sort();
    this.#found = new Int32Array(windows.length);
    windows.forEach((one, index) => {
      if ('selectors' in one) return;
      const list = this.#projects.get(one.project) ?? [];
      list.push({ index, tests: projectTests(one.window) });
      this.#projects.set(one.project, list);
    });
  }

  /** The windows that match a target. */
  groupOf(target: WindowTarget): WindowGroup {
    const count = this.#collect(target);
    let hash = count;
    let zoned = false;
    for (let i = 0; i < count; i++) {
      const index = this.#found[i]!;
      hash = Math.imul(hash ^ index, 0x01000193);
      zoned ||= this.#inClusterTime[index]!;
    }
    return this.#intern(hash, count, zoned ? target.cluster.timeZone : '');
  }

  /** The verdicts of a group; remembered until the first of them changes. */
  verdicts(group: WindowGroup, now: number): Verdicts {
    const known = this.#judged.get(group);
    if (known && now > known.at && now < known.until) return known.verdicts;
    const verdicts = judgeWindows(group.clocks, now);
    this.#judged.set(group, { at: now, verdicts, until: changeOf(verdicts) });
    return verdicts;
  }

  #collect(target: WindowTarget): number {
    let count = 0;
    for (const { index, tests } of this.#projects.get(target.project) ?? [])
      if (projectMatches(tests, target)) this.#found[count++] = index;
    const [clusters, applications] = [this.#clusterBits(target.cluster), this.#applicationBits(target)];
    for (let word = 0; word < clusters.length; word++) {
      for (let bits = clusters[word]! & applications[word]!; bits !== 0; bits &= bits - 1)
        this.#found[count++] = this.#natives[(word << 5) + (31 - Math.clz32(bits & -bits))]!;
    }
    return count;
  }

  #clusterBits(cluster: WindowCluster): Uint32Array {
    let bits = this.#byCluster.get(cluster);
    if (!bits) this.#byCluster.set(cluster, (bits = this.#bits((one) => clusterMatches(one.selectors, cluster))));
    return bits;
  }

  #applicationBits(target: WindowTarget): Uint32Array {
    const { project, namespace, applicationSet = '', labels } = target;
    // None of the names may hold a line break.
    let key = `${project}\n${namespace}\n${applicationSet}`;
    for (const label of this.#labelKeys) key += `\n${Object.hasOwn(labels, label) ? labels[label] : '\0'}`;
    let bits = this.#byApplication.get(key);
    if (!bits) this.#byApplication.set(key, (bits = this.#bits((one) => applicationMatches(one.selectors, target))));
    return bits;
  }

  #bits(test: (one: Extract<BookWindow, { selectors: unknown }>) => boolean): Uint32Array {
    const bits = new Uint32Array((this.#natives.length + 31) >>> 5);
    this.#natives.forEach((index, place) => {
      const one = this.windows[index]!;
      if ('selectors' in one && test(one)) bits[place >>> 5]! |= 1 << (place & 31);
    });
    return bits;
  }

  #intern(hash: number, count: number, zone: string): WindowGroup {
    let groups = this.#groups.get(hash);
    if (!groups) this.#groups.set(hash, (groups = []));
    const known = groups.find((one) => one.zone === zone && this.#same(one.group.windows, count));
    if (known) return known.group;
    const windows = this.#found.slice(0, count);
    const clocks = [...windows].map((index) => this.#clockOf(index, zone));
    const group = { windows, clocks };
    groups.push({ zone, group });
    return group;
  }

  #same(windows: Int32Array, count: number): boolean {
    if (windows.length !== count) return false;
    for (let i = 0; i < count; i++) if (windows[i] !== this.#found[i]) return false;
    return true;
  }

  #clockOf(index: number, zone: string): WindowClock {
    const { rule } = this.windows[index]!;
    const key = this.#inClusterTime[index] ? `${index} ${zone}` : String(index);
    let clock = this.#clocks.get(key);
    if (!clock) this.#clocks.set(key, (clock = windowClock(inZoneOf(rule, zone), this.#memory)));
    return clock;
  }
}

/** The first instant at which one of the verdicts changes. */
export const changeOf = ({ automatic, manual, heal }: Verdicts): number =>
  Math.min(automatic.until ?? Infinity, manual.until ?? Infinity, heal.until ?? Infinity);

function labelKeysOf(one: BookWindow): string[] {
  const selector = 'selectors' in one ? one.selectors.applications : undefined;
  return selector ? [...Object.keys(selector.matchLabels), ...selector.matchExpressions.map(({ key }) => key)] : [];
}
