import { StatusHashSum, type Heartbeat, type StatusReport } from '@wheelhouse/contract';
import { applicationId, operationId } from '@wheelhouse/core-domain';
import { ClusterReports } from './cluster-reports.ts';

const NOTHING = new StatusHashSum().value;
const report = (epoch: number, seq: number, rest: Partial<StatusReport> = {}): StatusReport =>
  ({ epoch, seq, full: false, targets: [], gone: [], ...rest }) as unknown as StatusReport;
const heartbeat = (epoch: number, seq: number, hash = NOTHING): Heartbeat =>
  ({ epoch, seq, hash }) as unknown as Heartbeat;
const gone = [{ id: applicationId('a'.repeat(16)), operation: operationId('00000000-0000-4000-8000-000000000000') }];

describe('what the hub has heard of a cluster', () => {
  const heard = (): ClusterReports => {
    const reports = new ClusterReports();
    reports.begin(new Map(), undefined);
    reports.take(report(1, 1, { full: true }));
    reports.take(report(1, 2, { gone }));
    return reports;
  };

  it.each([
    ['is all that the spoke has said', heartbeat(1, 2), false],
    ['lacks a report that was lost, though it changes no hash', heartbeat(1, 3), true],
    ['lacks the first report of another leader', heartbeat(2, 1), true],
    ['lacks nothing of a leader that has not reported yet', heartbeat(2, 0), false],
    ['lacks nothing that a former leader said', heartbeat(0, 9), false],
    ['lacks something where the hashes differ', heartbeat(1, 2, 'f'.repeat(NOTHING.length)), true],
  ])('%s', (_what, said, lacks) => {
    expect(heard().lacks(said, 10_000)).toBe(lacks);
  });

  it('is asked for again only after 5 s, and not once it was told', () => {
    const reports = heard();
    expect(reports.lacks(heartbeat(1, 3), 10_000)).toBe(true);
    expect(reports.lacks(heartbeat(1, 3), 14_999)).toBe(false);
    expect(reports.lacks(heartbeat(1, 3), 15_000)).toBe(true);
    reports.take(report(1, 4, { full: true, gone }));
    expect(reports.lacks(heartbeat(1, 4), 30_000)).toBe(false);
  });
});
