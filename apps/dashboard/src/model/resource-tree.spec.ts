import { treeOf, visibleRows } from './resource-tree.ts';

const item = (kind: string, name: string, parent?: string) => ({
  group: '',
  kind,
  namespace: 'shop',
  name,
  uid: `${kind}/${name}`,
  parent,
});
const deployment = [
  item('Pod', 'a', 'ReplicaSet/r'),
  item('ReplicaSet', 'r', 'Deployment/d'),
  item('Deployment', 'd'),
  item('ConfigMap', 'c'),
];
const drawn = (items: ReturnType<typeof item>[], collapsed: string[] = []) =>
  visibleRows(treeOf(items), new Set(collapsed)).map((row) => '  '.repeat(row.level - 1) + row.node.item.kind);

describe('the resource tree', () => {
  it.each([
    ['what grew from an object lies below it', deployment, ['ConfigMap', 'Deployment', '  ReplicaSet', '    Pod']],
    ['an owner that is not here makes a root', [item('Pod', 'a', 'Job/gone')], ['Pod']],
    ['a circle of owners is still shown, once', [item('A', 'a', 'B/b'), item('B', 'b', 'A/a')], ['A', '  B']],
    ['nothing is nothing', [], []],
  ])('%s', (_, items, rows) => {
    expect(drawn(items)).toEqual(rows);
  });

  it('hides what is below a collapsed node', () => {
    expect(drawn(deployment, ['/Deployment/shop/d'])).toEqual(['ConfigMap', 'Deployment']);
  });

  it('says each row’s place among its siblings', () => {
    expect(visibleRows(treeOf(deployment), new Set())[1]).toMatchObject({
      level: 1,
      position: 2,
      size: 2,
      parent: undefined,
    });
  });
});
