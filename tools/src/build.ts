import { appNames, buildApps } from './build/build-apps.ts';
import { main, UsageError } from './run/exit.ts';

/** `npm run build [-- APP…]`: programs and dashboard into `dist/`, as far as their inputs changed. */
void main(async () => {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !appNames().includes(name));
  if (unknown.length > 0)
    throw new UsageError(`no app is called ${unknown.join(', ')}: there are ${appNames().join(', ')}`);
  for (const { name, state, seconds } of await buildApps(names.length > 0 ? names : appNames())) {
    process.stderr.write(`${name}: ${state} (${seconds.toFixed(1)} s)\n`);
  }
  return 0;
});
