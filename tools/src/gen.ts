import { drift } from './generate/drift.ts';
import { generate, GENERATORS } from './generate/generate.ts';
import { main, UsageError } from './run/exit.ts';

/** `npm run gen`: writes what is generated. `-- --check`: changes nothing, exit code 1 if something would change. */
void main(async () => {
  const [flag, ...rest] = process.argv.slice(2);
  if ((flag !== undefined && flag !== '--check') || rest.length > 0)
    throw new UsageError('usage: npm run gen [-- --check]');
  if (!flag) {
    await generate();
    process.stderr.write(`generated: ${GENERATORS.map(({ name }) => name).join(', ')}\n`);
    return 0;
  }
  const changed = await drift();
  for (const file of changed)
    process.stderr.write(`${file} is not what \`npm run gen\` makes: run it and commit the result\n`);
  return changed.length === 0 ? 0 : 1;
});
