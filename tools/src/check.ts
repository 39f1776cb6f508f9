import { generate } from './generate/generate.ts';
import { main } from './run/exit.ts';
import { jest, wording } from './run/jest.ts';
import { checkTasks } from './run/check-tasks.ts';
import { report, runTask } from './run/task.ts';

/** `npm run check`: format, lint, types and the unit tests of what needs no server. */
void main(async () => {
  await generate(['prisma']);
  const results = [];
  for (const task of await checkTasks()) results.push(await report(runTask(task)));
  const counts = await jest(['libs/core', 'libs/contract', 'libs/runtime']);
  const broken = results.filter(({ ok }) => !ok).map(({ name }) => name);
  process.stderr.write(`${wording(counts)}${broken.length ? `; failed: ${broken.join(', ')}` : ''}\n`);
  return broken.length + counts.failed === 0 ? 0 : 1;
});
