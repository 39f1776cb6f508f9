import { selectorMatches, type LabelSelector, type WindowSelectors } from '@wheelhouse/core-domain';
import { globList } from './glob-list.ts';
import { keysOf, onlyOf } from './label-rows.ts';
import { clusterMatches, projectMatches, projectTests, type WindowTarget } from './matches.ts';
import type { BookWindow } from './window-rules.ts';

/** One attribute of all targets: its distinct values, and of each target which. */
class Column<T> {
  readonly values: T[] = [];
  readonly of: Int32Array;

  constructor(targets: readonly WindowTarget[], valueOf: (target: WindowTarget) => T) {
    this.of = new Int32Array(targets.length);
    const numbers = new Map<T, number>();
    for (let i = 0; i < targets.length; i++) {
      const value = valueOf(targets[i]!);
      let number = numbers.get(value);
      if (number === undefined) numbers.set(value, (number = this.values.push(value) - 1));
      this.of[i] = number;
    }
  }

  /** Which values pass. */
  test(passes: (value: T) => boolean): Check {
    return { of: this.of, passes: Uint8Array.from(this.values, (value) => (passes(value) ? 1 : 0)) };
  }
}

interface Check {
  readonly of: Int32Array;
  readonly passes: Uint8Array;
}

/** Targets by what windows ask about, so that one window is matched with all of them by looking at each distinct value once. */
export class TargetColumns {
  readonly #targets: readonly WindowTarget[];
  readonly #clusters: Column<WindowTarget['cluster']>;
  readonly #projects: Column<string>;
  readonly #namespaces: Column<string>;
  readonly #sets: Column<string | undefined>;
  readonly #labels = new Map<string, Column<string | undefined>>();

  constructor(targets: readonly WindowTarget[]) {
    this.#targets = targets;
    this.#clusters = new Column(targets, ({ cluster }) => cluster);
    this.#projects = new Column(targets, ({ project }) => project);
    this.#namespaces = new Column(targets, ({ namespace }) => namespace);
    this.#sets = new Column(targets, ({ applicationSet }) => applicationSet);
  }

  /** A key of labels that windows ask about; others get their column when they are first asked. */
  know(selector: LabelSelector | undefined): void {
    for (const key of keysOf(selector)) this.#label(key);
  }

  /** Of each target whether a window is for it: 1 or 0. */
  matching(one: BookWindow): Uint8Array {
    return 'project' in one ? this.#matchingProject(one) : this.#matchingSelectors(one.selectors);
  }

  #matchingProject({ project, window }: Extract<BookWindow, { project: string }>): Uint8Array {
    const matching = allPass(this.#targets.length, [this.#projects.test((name) => name === project)]);
    const tests = projectTests(window);
    matching.forEach((passes, i) => {
      if (passes && !projectMatches(tests, this.#targets[i]!)) matching[i] = 0;
    });
    return matching;
  }

  #matchingSelectors(selectors: WindowSelectors): Uint8Array {
    const { projects, namespaces, applicationSets, applications, clusters } = selectors;
    const checks: Check[] = [];
    if (clusters) checks.push(this.#clusters.test((cluster) => clusterMatches(selectors, cluster)));
    const within = (patterns: readonly string[]): ((text: string | undefined) => boolean) => {
      const takes = globList(patterns);
      return (text) => text !== undefined && takes(text);
    };
    if (projects.length > 0) checks.push(this.#projects.test(within(projects)));
    if (namespaces.length > 0) checks.push(this.#namespaces.test(within(namespaces)));
    if (applicationSets.length > 0) checks.push(this.#sets.test(within(applicationSets)));
    for (const key of new Set(keysOf(applications)))
      checks.push(this.#label(key).test((value) => oneKeyMatches(applications!, key, value)));
    return allPass(this.#targets.length, checks);
  }

  #label(key: string): Column<string | undefined> {
    let column = this.#labels.get(key);
    if (!column) {
      column = new Column(this.#targets, ({ labels }) => (Object.hasOwn(labels, key) ? labels[key] : undefined));
      this.#labels.set(key, column);
    }
    return column;
  }
}

function oneKeyMatches(selector: LabelSelector, key: string, value: string | undefined): boolean {
  return selectorMatches(onlyOf(selector, key), value === undefined ? {} : { [key]: value });
}

function allPass(count: number, checks: readonly Check[]): Uint8Array {
  const matching = new Uint8Array(count).fill(1);
  for (const { of, passes } of checks) for (let i = 0; i < count; i++) matching[i]! &= passes[of[i]!]!;
  return matching;
}
