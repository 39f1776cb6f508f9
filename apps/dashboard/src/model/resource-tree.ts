/** The objects of an application as a forest: what is managed, with what grew from it below. */
export interface TreeItem {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string | null;
  readonly parent?: string | null;
}

export interface TreeNode<T extends TreeItem> {
  readonly item: T;
  readonly key: string;
  readonly children: readonly TreeNode<T>[];
}

export interface TreeRow<T extends TreeItem> {
  readonly node: TreeNode<T>;
  /** From 1, as `aria-level` counts. */
  readonly level: number;
  readonly position: number;
  readonly size: number;
  readonly parent: string | undefined;
}

/** Stable for one object, and fit for a URL: `apps/Deployment/shop/my-api`. */
export const resourceKey = (item: TreeItem): string => [item.group, item.kind, item.namespace, item.name].join('/');

const byName = (a: TreeItem, b: TreeItem): number => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name);

/** A parent that is not among the items makes its child a root; so does a circle of owners, which nothing forbids. */
export function treeOf<T extends TreeItem>(items: readonly T[]): TreeNode<T>[] {
  const known = new Set(items.map((item) => item.uid).filter((uid) => uid != null));
  const children = Map.groupBy(items, (item) => (item.parent != null && known.has(item.parent) ? item.parent : ''));
  const placed = new Set<T>();
  const build = (item: T): TreeNode<T> => {
    placed.add(item);
    const below = item.uid != null ? (children.get(item.uid) ?? []) : [];
    return {
      item,
      key: resourceKey(item),
      children: below
        .filter((child) => !placed.has(child))
        .sort(byName)
        .map(build),
    };
  };
  const roots = [...(children.get('') ?? [])].sort(byName).map(build);
  const circles = items.filter((item) => !placed.has(item));
  return [...roots, ...circles.flatMap((item) => (placed.has(item) ? [] : [build(item)]))];
}

/** The rows that are to be seen: children of a collapsed node are not. */
export function visibleRows<T extends TreeItem>(
  nodes: readonly TreeNode<T>[],
  collapsed: ReadonlySet<string>,
  level = 1,
  parent?: string,
): TreeRow<T>[] {
  return nodes.flatMap((node, index) => [
    { node, level, position: index + 1, size: nodes.length, parent },
    ...(collapsed.has(node.key) ? [] : visibleRows(node.children, collapsed, level + 1, node.key)),
  ]);
}
