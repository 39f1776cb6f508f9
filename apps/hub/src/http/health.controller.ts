import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { clusterNames, countClusters, countRefusals, readFleetCounters, type Sql } from '@wheelhouse/adapter-postgres';
import type { FastifyReply } from 'fastify';
import { READ } from '../edge-tokens.ts';
import { SyncCounts } from '../ingest/sync-counts.ts';
import { RefusalCounts } from '../refusal-counts.ts';
import { SyncWindows } from '../window-use-cases.ts';
import { windowMetrics } from './window-metrics.ts';

/** A label's value as Prometheus' text format has it. */
const label = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

@Controller()
export class HealthController {
  constructor(
    @Inject(READ) private readonly sql: Sql,
    private readonly refused: RefusalCounts,
    private readonly windows: SyncWindows,
    private readonly syncs: SyncCounts,
  ) {}

  /** The process answers. */
  @Get('healthz')
  health(): string {
    return 'ok';
  }

  /** The hub can do its work: the database answers. */
  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    try {
      await this.sql.query('SELECT 1');
      await reply.send('ok');
    } catch {
      await reply.code(503).send('the database does not answer');
    }
  }

  /** Prometheus text format; behind the gate, so with a token. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4')
  async metrics(): Promise<string> {
    const everything = { admin: true, projects: [] };
    const dropped = this.refused.dropped();
    const [targets, clusters, refusals, windows, names] = await Promise.all([
      readFleetCounters(this.sql, everything),
      countClusters(this.sql, everything),
      countRefusals(this.sql),
      windowMetrics(this.sql, this.windows, Date.now()),
      clusterNames(
        this.sql,
        dropped.map(({ cluster }) => cluster),
      ),
    ]);
    const memory = process.memoryUsage();
    const lines = [
      '# HELP wheelhouse_targets Targets by state.',
      '# TYPE wheelhouse_targets gauge',
      ...Object.entries(targets).map(([state, count]) => `wheelhouse_targets{state="${state}"} ${count}`),
      '# HELP wheelhouse_clusters Registered clusters by connection.',
      '# TYPE wheelhouse_clusters gauge',
      `wheelhouse_clusters{state="connected"} ${clusters.connected}`,
      `wheelhouse_clusters{state="away"} ${clusters.total - clusters.connected - clusters.notJoined}`,
      `wheelhouse_clusters{state="not_joined"} ${clusters.notJoined}`,
      '# HELP wheelhouse_spoke_refusals_total What spokes did not take, since each began.',
      '# TYPE wheelhouse_spoke_refusals_total counter',
      ...refusals.map(
        ({ cluster, kind, count }) =>
          `wheelhouse_spoke_refusals_total{cluster=${label(cluster)},kind=${label(kind)}} ${count}`,
      ),
      '# HELP wheelhouse_spoke_dropped_total What spokes sent above what they may, since this hub began.',
      '# TYPE wheelhouse_spoke_dropped_total counter',
      ...dropped.map(
        ({ cluster, what, count }) =>
          `wheelhouse_spoke_dropped_total{cluster=${label(names.get(cluster) ?? cluster)},what="${what}"} ${count}`,
      ),
      '# HELP wheelhouse_refused_total What this hub refused.',
      '# TYPE wheelhouse_refused_total counter',
      ...this.refused.entries().map(([thing, count]) => `wheelhouse_refused_total{what="${thing}"} ${count}`),
      ...windows,
      ...this.syncs.lines(),
      '# TYPE process_resident_memory_bytes gauge',
      `process_resident_memory_bytes ${memory.rss}`,
      '# TYPE process_cpu_seconds_total counter',
      `process_cpu_seconds_total ${process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6}`,
    ];
    return `${lines.join('\n')}\n`;
  }
}
