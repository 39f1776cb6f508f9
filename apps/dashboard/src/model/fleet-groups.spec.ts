import type { ClusterRowFragment } from '../api/operations.generated.ts';
import { groupClusters, labelKeys } from './fleet-groups.ts';

const cluster = (name: string, labels: Record<string, string>) => ({ name, labels }) as unknown as ClusterRowFragment;
const fleet = [
  cluster('edge-10', { env: 'prod', region: 'eu' }),
  cluster('edge-2', { env: 'prod' }),
  cluster('lab', { region: 'eu', owner: 'maria' }),
  cluster('stage', { env: 'staging', region: 'us' }),
];

describe('grouping the fleet by a label', () => {
  it('offers the labels that most clusters carry first', () => {
    expect(labelKeys(fleet)).toEqual(['env', 'region', 'owner']);
  });

  it('orders names as people count, and puts those without the label last', () => {
    const groups = groupClusters(fleet, 'env').map(({ label, clusters }) => [label, clusters.map(({ name }) => name)]);
    expect(groups).toEqual([
      ['prod', ['edge-2', 'edge-10']],
      ['staging', ['stage']],
      ['without env', ['lab']],
    ]);
  });

  it('is one group without a label', () => {
    expect(groupClusters(fleet, undefined).map(({ label, clusters }) => [label, clusters.length])).toEqual([
      ['all clusters', 4],
    ]);
  });
});
