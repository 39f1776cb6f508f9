import type { Tree } from './git-tree.ts';
import { keyOf, type Entry, type SetManifest } from './log.ts';
import { render, type Rendered } from './render.ts';

/** One application as it should be. */
export interface Expected {
  readonly name: string;
  readonly cluster: string;
  readonly namespace: string;
  /** By key; empty where it never could be rendered. */
  readonly objects: ReadonlyMap<string, Rendered>;
}

/** The fleet after some entries of the log: what the system has been told, and nothing of what it did. */
export interface Expectation {
  readonly after: Entry | undefined;
  readonly commit: string | undefined;
  readonly applications: ReadonlyMap<string, Expected>;
  /** How the set was deleted, if it was. */
  readonly deleted: { readonly cascade: boolean } | undefined;
}

interface State {
  commit: string | undefined;
  set: SetManifest | undefined;
  readonly labels: Map<string, Readonly<Record<string, string>>>;
  deleted: { readonly cascade: boolean } | undefined;
}

/** One expectation after each entry, from the first to the last. */
export async function expectations(
  log: readonly Entry[],
  treeOf: (commit: string) => Promise<Tree>,
): Promise<readonly Expectation[]> {
  const state: State = { commit: undefined, set: undefined, labels: new Map(), deleted: undefined };
  const found: Expectation[] = [];
  let before: ReadonlyMap<string, Expected> = new Map();
  for (const entry of log) {
    note(state, entry);
    const tree = state.commit === undefined ? new Map<string, string>() : await treeOf(state.commit);
    before = state.set ? applicationsOf(state.set, state.labels, tree, before) : new Map();
    found.push({ after: entry, commit: state.commit, applications: before, deleted: state.deleted });
  }
  return found;
}

function note(state: State, entry: Entry): void {
  if (entry.op === 'push') state.commit = entry.commit;
  if (entry.op === 'apply') [state.set, state.deleted] = [entry.set, undefined];
  if (entry.op === 'label') state.labels.set(entry.cluster, entry.labels);
  if (entry.op === 'delete') [state.set, state.deleted] = [undefined, { cascade: entry.cascade }];
}

type Parameters = Readonly<Record<string, string>>;

function applicationsOf(
  { spec }: SetManifest,
  labels: ReadonlyMap<string, Parameters>,
  tree: Tree,
  before: ReadonlyMap<string, Expected>,
): ReadonlyMap<string, Expected> {
  const { metadata, spec: template } = spec.template;
  const made = new Map<string, Expected>();
  for (const parameters of spec.generators.flatMap((generator) => parametersOf(generator, labels, tree))) {
    const fill = (text: string): string => fillIn(text, parameters);
    const [name, namespace] = [fill(metadata.name), fill(template.destination.namespace)];
    const rendered = render(tree, fill(template.source.path), namespace);
    // What cannot be rendered stays as it was.
    const objects = rendered ? byKey(rendered) : (before.get(name)?.objects ?? new Map<string, Rendered>());
    made.set(name, { name, cluster: fill(template.destination.name), namespace, objects });
  }
  return made;
}

function parametersOf(
  { git, clusters, list }: SetManifest['spec']['generators'][number],
  labels: ReadonlyMap<string, Parameters>,
  tree: Tree,
): readonly Parameters[] {
  if (list) return list.elements;
  if (git) {
    const parent = git.directories[0]!.path.replace(/\/\*$/, '');
    const names = [...tree.keys()].flatMap((file) => {
      const [first, name, ...rest] = file.split('/');
      return first === parent && rest.length > 0 ? [name!] : [];
    });
    return [...new Set(names)].map((name) => ({ 'path.basename': name, 'path.path': `${parent}/${name}` }));
  }
  const wanted = Object.entries(clusters!.selector.matchLabels);
  const matching = [...labels].filter(([, has]) => wanted.every(([label, value]) => has[label] === value));
  return matching.map(([name]) => ({ name }));
}

/** `{{.a.b}}`, and the first part of a name: all that the sets of seeds use. */
const fillIn = (text: string, parameters: Parameters): string =>
  text
    .replace(/{{index \(splitList "-" \.([\w.]+)\) 0}}/g, (_, name: string) => parameters[name]!.split('-')[0]!)
    .replace(/{{\.([\w.]+)}}/g, (_, name: string) => parameters[name]!);

const byKey = (objects: readonly Rendered[]): ReadonlyMap<string, Rendered> =>
  new Map(objects.map((object) => [keyOf(object.kind, object.metadata.namespace!, object.metadata.name), object]));
