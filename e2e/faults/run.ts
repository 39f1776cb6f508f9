import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startFleet, type Fleet } from './fleet.ts';
import { runSeed, type SeedResult } from './run-seed.ts';

const USAGE = `usage: npm run test:faults -- [--seeds N] [--from N] [--seed N] [--record FILE] [--keep] [--renew N]
  --seeds N   so many seeds (default 40), from --from (default 1)
  --seed N    this one
  --record F  keeps a line per seed in this file; seeds that are ok in it are not run again, and count at the end
  --renew N   a new fleet after so many seeds (default 40), and after each that fails
  --keep      leaves the folder of each fleet, with all logs`;

interface Summary {
  ok: number;
  readonly failed: number[];
  readonly happened: Map<string, number>;
  backwards: number;
  slowest: number;
}

/** `npm run test:faults`: a line for each seed on stdout, what was broken and how often at the end. Exit code 1: one failed. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '40' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      record: { type: 'string' },
      renew: { type: 'string', default: '40' },
      keep: { type: 'boolean', default: false },
    },
  });
  const [from, count] = values.seed ? [Number(values.seed), 1] : [Number(values.from), Number(values.seeds)];
  const renew = Number(values.renew);
  if (![from, count, renew].every((each) => Number.isInteger(each) && each > 0)) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const summary: Summary = { ok: 0, failed: [], happened: new Map(), backwards: 0, slowest: 0 };
  const done = values.record ? await recorded(values.record) : new Map<number, Recorded>();
  for (const one of done.values()) add(summary, one);
  const stop = { asked: false };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (stop.asked = true));
  let fleet: Fleet | undefined;
  let used = 0;
  for (let seed = from; seed < from + count && !stop.asked; seed++) {
    if (done.has(seed)) continue;
    if (fleet && used >= renew) fleet = await fleet.stop().then(() => undefined);
    if (!fleet) [fleet, used] = [await startFleet({ keep: values.keep }), 0];
    used += 1;
    const result = await runSeed(fleet, seed);
    await tell(result, fleet);
    add(summary, recordOf(result));
    if (values.record) await appendFile(values.record, `${JSON.stringify(recordOf(result))}\n`);
    // What a failed seed left behind is no business of the next one.
    if (result.problems.length > 0) fleet = await fleet.stop().then(() => undefined);
  }
  await fleet?.stop();
  process.stdout.write(wordsOf(summary));
  return summary.failed.length === 0 ? 0 : 1;
}

interface Recorded {
  readonly seed: number;
  readonly ok: boolean;
  readonly happened: readonly (readonly [string, number])[];
  readonly backwards: number;
  readonly settledMs: number;
}

const recordOf = ({ seed, problems, happened, backwards, settledMs }: SeedResult): Recorded => ({
  ...{ seed, ok: problems.length === 0, happened: [...happened], backwards, settledMs },
});

/** Those that were ok, each once. */
async function recorded(file: string): Promise<ReadonlyMap<number, Recorded>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const all = text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Recorded] : []));
  return new Map(all.filter(({ ok }) => ok).map((one) => [one.seed, one]));
}

function add(summary: Summary, { seed, ok, happened, backwards, settledMs }: Recorded): void {
  for (const [name, times] of happened) summary.happened.set(name, (summary.happened.get(name) ?? 0) + times);
  summary.backwards += backwards;
  summary.slowest = Math.max(summary.slowest, settledMs);
  if (ok) summary.ok += 1;
  else summary.failed.push(seed);
}

async function tell(result: SeedResult, fleet: Fleet): Promise<void> {
  const { seed, plan, problems, seconds, phases, happened } = result;
  const faults = [...happened].map(([name, times]) => (times > 1 ? `${name} ×${times}` : name)).join(', ');
  const times = `${seconds.toFixed(1)} s: ${phases}`;
  if (problems.length === 0) {
    return void process.stdout.write(`ok ${seed} (${times}): ${faults || 'nothing broke'}\n`);
  }
  const folder = path.join(tmpdir(), `wheelhouse-faults-seed-${seed}`);
  await mkdir(folder, { recursive: true });
  await cp(path.join(fleet.dir, 'logs'), folder, { recursive: true });
  await writeFile(path.join(folder, 'plan.json'), JSON.stringify({ ...plan, problems }, null, 2));
  process.stdout.write(`FAILED ${seed} (${times}): ${faults}\n${problems.map((each) => `  ${each}\n`).join('')}`);
  process.stdout.write(`  again: npm run test:faults -- --seed ${seed}; logs and plan: ${folder}\n`);
}

function wordsOf({ ok, failed, happened, backwards, slowest }: Summary): string {
  const faults = [...happened].sort(([a], [b]) => a.localeCompare(b)).map(([name, times]) => `  ${times} × ${name}\n`);
  const again = failed.length ? `: ${failed.join(', ')}` : '';
  return `${ok} ok, ${failed.length} failed${again}; slowest to settle ${(slowest / 1000).toFixed(1)} s; older values that came after newer ones and went again: ${backwards}\n${faults.join('')}`;
}

process.exitCode = await main();
