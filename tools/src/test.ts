import { access } from 'node:fs/promises';
import { ensureBinaries } from './binaries/ensure-binaries.ts';
import { BINARIES } from './binaries/pins.ts';
import { buildApps } from './build/build-apps.ts';
import { drift } from './generate/drift.ts';
import { generate } from './generate/generate.ts';
import { checkTasks } from './run/check-tasks.ts';
import { main } from './run/exit.ts';
import { jest, NONE, sum, wording, type Counts } from './run/jest.ts';
import { binaryReporter } from './run/report-binaries.ts';
import { inRoot } from './run/root.ts';
import { report, runTask, type TaskResult } from './run/task.ts';

const UNITS_AT_ONCE = '--maxWorkers=50%';

/** `npm test`: everything, on real parts. The last line says how many passed and failed; checks count like tests. */
void main(async () => {
  const started = Date.now();
  const counts: Counts[] = [];
  step('programs that the tests run (the first time this builds for minutes where no release can be reached)');
  await ensureBinaries(BINARIES, binaryReporter());
  step('generated files, format, lint, types');
  await generate(['prisma']);
  counts.push(await checked(report(driftTask())));
  for (const task of await checkTasks()) counts.push(await checked(report(runTask(task))));
  step('specs beside the sources');
  counts.push(await jest([UNITS_AT_ONCE]));
  step('scenarios, end to end');
  counts.push(await endToEnd());
  const all = sum(counts);
  process.stderr.write(`in ${Math.round((Date.now() - started) / 1000)} s\n`);
  process.stdout.write(`${wording(all)}\n`);
  return all.failed === 0 ? 0 : 1;
});

function step(title: string): void {
  process.stderr.write(`\n── ${title}\n`);
}

async function checked(result: Promise<TaskResult>): Promise<Counts> {
  return (await result).ok ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
}

async function driftTask(): Promise<TaskResult> {
  const started = Date.now();
  const name = 'generated files are as `npm run gen` makes them';
  const done = (ok: boolean, output: string): TaskResult => ({
    name,
    ok,
    output,
    seconds: (Date.now() - started) / 1000,
  });
  try {
    const changed = await drift();
    return done(
      changed.length === 0,
      changed.map((file) => `${file} differs: run \`npm run gen\` and commit it`).join('\n'),
    );
  } catch (error) {
    return done(false, (error as Error).message);
  }
}

/** The scenarios run what `npm run build` makes; if that fails there is nothing to run, which is one failure. */
async function endToEnd(): Promise<Counts> {
  const config = inRoot('e2e', 'jest.config.mjs');
  if (
    !(await access(config).then(
      () => true,
      () => false,
    ))
  )
    return NONE;
  try {
    for (const { name, state } of await buildApps()) process.stderr.write(`${name}: ${state}\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return { ...NONE, failed: 1 };
  }
  return jest(['--config', config, '--runInBand']);
}
