import { posix as path } from 'node:path';

/** By file, as paths from one root: the text. */
export type Sources = ReadonlyMap<string, string>;

/** `from './x.ts'`, `import './x.ts'` and `import('./x.ts')`; types count, too. */
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** Sets of files that import each other in a circle, each sorted; empty where every file stands above all that it imports. */
export function importCircles(sources: Sources): readonly (readonly string[])[] {
  const imports = new Map([...sources].map(([file, text]) => [file, importsOf(file, text, sources)]));
  const walk = new Walk(imports);
  for (const file of sources.keys()) walk.visit(file);
  return walk.circles;
}

function importsOf(file: string, text: string, sources: Sources): string[] {
  const named = [...text.matchAll(IMPORT)].map(([, to]) => path.join(path.dirname(file), to!));
  return named.filter((to) => to !== file && sources.has(to));
}

/** Tarjan's strongly connected components. */
class Walk {
  readonly circles: string[][] = [];
  readonly #imports: ReadonlyMap<string, readonly string[]>;
  /** The first file, by order of visit, that each one leads to; beyond all once that is told. */
  readonly #first = new Map<string, number>();
  readonly #open: string[] = [];

  constructor(imports: ReadonlyMap<string, readonly string[]>) {
    this.#imports = imports;
  }

  visit(file: string): number {
    const known = this.#first.get(file);
    if (known !== undefined) return known;
    const own = this.#first.size;
    this.#first.set(file, own);
    this.#open.push(file);
    const first = Math.min(own, ...this.#imports.get(file)!.map((to) => this.visit(to)));
    if (first < own) {
      this.#first.set(file, first);
      return first;
    }
    this.#close(file);
    return Infinity;
  }

  #close(file: string): void {
    const circle = this.#open.splice(this.#open.indexOf(file));
    for (const one of circle) this.#first.set(one, Infinity);
    if (circle.length > 1) this.circles.push(circle.sort());
  }
}
