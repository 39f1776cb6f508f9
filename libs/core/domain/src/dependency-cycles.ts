/** Something that needs others first, each by its name. */
export interface Dependent {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/**
 * Circles of things that wait for each other, each as a path that ends where it begins: `[a, b, a]`. Each thing is in at most one of
 * them; what only waits for a circle is in none. Names that nobody has lead nowhere.
 */
export function dependencyCycles(dependents: readonly Dependent[]): readonly (readonly string[])[] {
  const byName = new Map(dependents.map((one) => [one.name, one]));
  const over = new Set<string>();
  const cycles: string[][] = [];
  for (const { name } of dependents) follow(name, { byName, over, cycles });
  return cycles;
}

interface Search {
  readonly byName: ReadonlyMap<string, Dependent>;
  readonly over: Set<string>;
  readonly cycles: string[][];
}

/** Depth first, without recursion: chains may be long. */
function follow(start: string, { byName, over, cycles }: Search): void {
  const path: { readonly name: string; readonly next: string[] }[] = [];
  const enter = (name: string): void => void path.push({ name, next: [...(byName.get(name)?.dependsOn ?? [])] });
  if (!over.has(start)) enter(start);
  for (let last = path.at(-1); last; last = path.at(-1)) {
    const next = last.next.shift();
    if (next === undefined) {
      over.add(last.name);
      path.pop();
    } else if (!over.has(next)) {
      const from = path.findIndex(({ name }) => name === next);
      if (from < 0) enter(next);
      else if (!path.slice(from).some(({ name }) => isCounted(cycles, name)))
        cycles.push([...path.slice(from).map(({ name }) => name), next]);
    }
  }
}

const isCounted = (cycles: readonly (readonly string[])[], name: string): boolean =>
  cycles.some((cycle) => cycle.includes(name));
