import { parseYaml, pathText, type FieldPath, type KustomizeOptions } from '@wheelhouse/core-domain';
import { KUSTOMIZATION_FILES } from './detect-tool.ts';
import { editKustomization } from './edit-kustomization.ts';
import {
  isMap,
  isUrl,
  looksRemote,
  plainDocuments,
  plainKustomization,
  referencesOf,
  referencesOfConfig,
  remoteProblem,
  type Reference,
  type References,
} from './kustomization-references.ts';
import { isBelow } from './repository-path.ts';
import { ClosureWalk, type SourceClosure } from './source-closure.ts';
import type { KnownTree, TreeNode } from './tree-node.ts';

/**
 * The files that `kustomize build` of a folder reads, found without running it: resources, bases, components, patches,
 * generators' files and whatever else a kustomization can name. `..` is fine inside the repository. What reaches for the
 * network, runs a program or inflates a chart is refused here, by file and line.
 */
export function kustomizeClosure(root: string, known: KnownTree, options?: KustomizeOptions): SourceClosure {
  const walk = new KustomizeWalk(known, options);
  return walk.run(root);
}

interface Folder {
  readonly path: string;
  /** Where it is referred to. */
  readonly where: string;
  /** Its resources configure generators or transformers of this other folder. */
  readonly configFor?: string;
}

class KustomizeWalk {
  readonly #walk: ClosureWalk;
  readonly #options: KustomizeOptions | undefined;
  readonly #queue: Folder[] = [];
  readonly #visited = new Set<string>();
  #root = '';

  constructor(known: KnownTree, options: KustomizeOptions | undefined) {
    this.#walk = new ClosureWalk(known);
    this.#options = options;
  }

  run(root: string): SourceClosure {
    const found = this.#walk.find('.', root, root);
    this.#root = found?.path ?? root;
    if (found?.node.kind === 'directory') this.#queue.push({ path: found.path, where: root });
    for (let folder = this.#queue.shift(); folder; folder = this.#queue.shift()) this.#visitFolder(folder);
    return this.#walk.finish(this.#root);
  }

  #visitFolder(folder: Folder): void {
    const key = `${folder.path}\0${folder.configFor ?? ''}`;
    if (this.#visited.has(key)) return;
    this.#visited.add(key);
    const file = this.#kustomizationOf(folder);
    if (!file) return;
    const parsed = parsedFile(file.path, file.node);
    if (!parsed.ok) return void this.#walk.problems.push(...parsed.error);
    const [document] = parsed.value;
    const written = document?.value ?? {};
    if (!isMap(written))
      return this.#walk.problem('INVALID_YAML', 'a kustomization is a map', file.path, 'begin it with "resources:"');
    const isRoot = folder.path === this.#root && this.#options !== undefined;
    const value = isRoot ? editKustomization(written, this.#options!) : written;
    this.#walk.rewritten.set(file.path, plainKustomization(value));
    const whereOf = (path: FieldPath): string => {
      const line = document?.lines.get(pathText(path)) ?? document?.lines.get(pathText(path.slice(0, -1)));
      return line === undefined ? `${file.path} ${pathText(path)}` : `${file.path}:${line}`;
    };
    this.#follow(referencesOf(value), folder, whereOf);
  }

  /** The one kustomization file of a folder, as kustomize wants it. */
  #kustomizationOf({ path, where }: Folder): { path: string; node: FileNode } | undefined {
    const folder = this.#walk.known.get(path);
    const names = folder?.kind === 'directory' ? folder.entries.map((entry) => entry.name) : [];
    const files = KUSTOMIZATION_FILES.filter((name) => names.includes(name));
    if (files.length === 0) {
      return this.#walk.problem(
        'PATH_NOT_FOUND',
        `folder "${path}" has no kustomization.yaml`,
        where,
        'add one, or name its files',
      );
    }
    if (files.length > 1) {
      return this.#walk.problem(
        'INVALID_FIELD',
        `folder "${path}" has ${files.join(' and ')}`,
        where,
        'keep one of them',
      );
    }
    return this.#file(path, files[0]!, where);
  }

  #follow(found: References, folder: Folder, whereOf: (path: FieldPath) => string): void {
    for (const { path, why } of found.refused) {
      this.#walk.problem(
        'NOT_SUPPORTED',
        `${pathText(path)}: ${why}`,
        whereOf(path),
        'commit what it would make instead',
      );
    }
    for (const reference of found.references) this.#followOne(reference, folder, whereOf(reference.path));
    for (const { documents, path } of found.inline) {
      for (const one of documents) this.#follow(referencesOfConfig(one), folder, () => whereOf(path));
    }
  }

  #followOne(reference: Reference, folder: Folder, where: string): void {
    const { value, as } = reference;
    if (isUrl(value)) return void this.#walk.problems.push(remoteProblem(value, where));
    const before = this.#walk.problems.length;
    const found = this.#walk.find(folder.path, value, where);
    if (!found) {
      const isMissing = this.#walk.problems.at(-1)?.code === 'PATH_NOT_FOUND' && this.#walk.problems.length > before;
      if (isMissing && looksRemote(value)) this.#walk.problems.splice(-1, 1, remoteProblem(value, where));
      return;
    }
    if (found.node.kind === 'directory') return this.#directory(reference, found.path, folder, where);
    this.#walk.addFile(found.path, found.node);
    if (!isBelow(found.path, folder.path)) this.#walk.escapes = true;
    const configFor = as === 'config' ? folder.path : as === 'tree' ? folder.configFor : undefined;
    if (configFor !== undefined) this.#config(found.path, text(found.node), { ...folder, path: configFor });
  }

  #directory({ value, as }: Reference, path: string, folder: Folder, where: string): void {
    if (as === 'file')
      return this.#walk.problem(
        'PATH_NOT_FOUND',
        `"${value}" is a folder, and a file is wanted`,
        where,
        'name a file in it',
      );
    const configFor = as === 'config' ? folder.path : folder.configFor;
    this.#queue.push({ path, where, ...(configFor !== undefined && { configFor }) });
  }

  /** A configuration's own files are relative to the kustomization that lists it. */
  #config(file: string, content: string, folder: Folder): void {
    const parsed = parseYaml(content, file);
    if (!parsed.ok) return void this.#walk.problems.push(...parsed.error);
    this.#walk.rewritten.set(file, plainDocuments(parsed.value.map(({ value }) => value)));
    for (const { value, line } of parsed.value) {
      this.#follow(referencesOfConfig(value), folder, () => `${file}:${line}`);
    }
  }

  #file(folder: string, name: string, where: string): { path: string; node: FileNode } | undefined {
    const found = this.#walk.find(folder, name, where);
    if (!found) return undefined;
    const { path, node } = found;
    if (node.kind !== 'file')
      return this.#walk.problem('PATH_NOT_FOUND', `"${path}" is a folder`, where, 'a kustomization is a file');
    this.#walk.addFile(path, node);
    if (!isBelow(path, folder)) this.#walk.escapes = true;
    return { path, node };
  }
}

type FileNode = Extract<TreeNode, { kind: 'file' }>;

const text = (node: FileNode): string => new TextDecoder().decode(node.bytes);

/** By the node itself: who hands the same node out again (a mirror remembers small files) has it parsed once. */
const parsedNodes = new WeakMap<FileNode, { readonly path: string; readonly parsed: ReturnType<typeof parseYaml> }>();

function parsedFile(path: string, node: FileNode): ReturnType<typeof parseYaml> {
  const known = parsedNodes.get(node);
  if (known?.path === path) return known.parsed;
  const parsed = parseYaml(text(node), path);
  parsedNodes.set(node, { path, parsed });
  return parsed;
}
