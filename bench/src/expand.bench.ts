/**
 * 100 sets over 1,000 clusters, six templated fields: from parsed sets to 100,000 validated Applications with their digests; then
 * one label of one cluster changes. Reading every manifest and every parsed Application as well is its own column: what
 * nobody reads is not made. Each engine has a process of its own, whose first round runs code that was never run before.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ApplicationSet } from '@wheelhouse/core-domain';
import { expand, type Expansion, type Facts } from '@wheelhouse/core-generate';
import { distributionOf } from './measure/distribution.ts';
import { clustersOf, ENGINES, setOfClusters, SETTINGS, type Engine } from './parts/fleet-of-sets.ts';

const SETS = 100;
const CLUSTERS = 1000;
const ROUNDS = 9;

interface Round {
  readonly expandMs: number;
  readonly expandCpuMs: number;
  readonly labelMs: number;
  readonly wholeMs: number;
}

interface Figures {
  readonly first: Round;
  readonly median: Round;
  readonly peakMb: number;
}

const expanded = (set: ApplicationSet, facts: Facts, before?: Expansion): Expansion => {
  const result = expand(set, facts, SETTINGS, before);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

/** Every Application of a fleet, each validated and with its digest. */
function expandAll(sets: readonly ApplicationSet[], facts: Facts): Expansion[] {
  const fleet = sets.map((set) => expanded(set, facts));
  for (const { applications } of fleet) for (const one of applications) void one.digest;
  return fleet;
}

function check(fleet: readonly Expansion[]): void {
  const digests = new Set(fleet.flatMap(({ applications }) => applications.map(({ digest }) => digest)));
  if (digests.size !== SETS * CLUSTERS) throw new Error(`${digests.size} Applications instead of ${SETS * CLUSTERS}`);
}

function round(engine: Engine): Round {
  const sets = Array.from({ length: SETS }, (_, index) => setOfClusters(engine, index));
  const facts: Facts = { clusters: clustersOf(CLUSTERS), directories: new Map() };
  const cpu = process.cpuUsage();
  const started = performance.now();
  const fleet = expandAll(sets, facts);
  const expandMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  check(fleet);
  const labelMs = changeLabel(sets, fleet, facts);
  return { expandMs, expandCpuMs: (user + system) / 1000, labelMs, wholeMs: readAll(fleet) };
}

function changeLabel(sets: readonly ApplicationSet[], fleet: readonly Expansion[], facts: Facts): number {
  const old = facts.clusters[CLUSTERS / 2]!;
  const labels = { ...old.metadata.labels, region: 'asia' };
  const clusters = facts.clusters.with(CLUSTERS / 2, { ...old, metadata: { ...old.metadata, labels } });
  const started = performance.now();
  const next = sets.map((set, index) => expanded(set, { ...facts, clusters }, fleet[index]));
  const changed = next.map(({ applications }) => applications[CLUSTERS / 2]!);
  const digests = new Set(changed.map(({ digest }) => digest));
  const ms = performance.now() - started;
  if (digests.size !== SETS) throw new Error('a set did not change');
  return ms;
}

function readAll(fleet: readonly Expansion[]): number {
  const started = performance.now();
  for (const { applications } of fleet)
    for (const { object, application } of applications)
      if (object.metadata.name !== application.metadata.name) throw new Error('manifest and Application differ');
  return performance.now() - started;
}

function measure(engine: Engine): Figures {
  const rounds = Array.from({ length: ROUNDS }, () => round(engine));
  const median = (name: keyof Round): number => distributionOf(rounds.map((one) => one[name]))!.p50;
  const names = ['expandMs', 'expandCpuMs', 'labelMs', 'wholeMs'] as const;
  return {
    first: rounds[0]!,
    median: Object.fromEntries(names.map((name) => [name, median(name)])) as unknown as Round,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

const [only] = process.argv.slice(2);
if (only) process.stdout.write(JSON.stringify(measure(only as Engine)));
else {
  const run = (engine: Engine): Figures =>
    JSON.parse(
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), engine], { encoding: 'utf8' }),
    ) as Figures;
  const figures = Object.fromEntries(ENGINES.map((engine) => [engine, run(engine)])) as Record<Engine, Figures>;
  const row = (engine: Engine): string => {
    const { first, median, peakMb } = figures[engine];
    const cells = [median.expandMs, first.expandMs, median.expandCpuMs, median.labelMs, first.labelMs, median.wholeMs];
    return `| ${engine} | ${cells.map((ms) => ms.toFixed(ms < 20 ? 1 : 0)).join(' | ')} | ${peakMb} |`;
  };
  process.stderr.write(
    [
      `${SETS} sets over ${CLUSTERS} clusters, medians of ${ROUNDS} rounds; a goal is 300 ms, one label 3 ms, 1,000 MB`,
      '| engine | expand ms | in the first round | CPU ms | label ms | in the first round | read all ms | peak MB |',
      '|---|---|---|---|---|---|---|---|',
      ...ENGINES.map(row),
      '',
    ].join('\n'),
  );
  process.stdout.write(`${JSON.stringify({ bench: 'expand', applications: SETS * CLUSTERS, ...figures })}\n`);
}
