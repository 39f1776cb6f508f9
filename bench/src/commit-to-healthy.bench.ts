/** How long from the end of `git push` until a change of all three overlays stands on each rung, as GraphQL shows it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { git } from '@wheelhouse/tools';
import { median, startFleet, type Fleet } from './fleet.ts';

const RUNS = 10;
const NAMES = ['my-api-dev', 'my-api-staging', 'my-api-production'];
const RUNGS = ['desired', 'published', 'admitted', 'applied', 'healthy'] as const;
type Rungs = Record<(typeof RUNGS)[number], string | null>;

const QUERY = `query ($names: [String!]) { applications(filter: { name: $names }) { nodes { revisions { ${RUNGS.join(' ')} } health { status } } } }`;

async function follow(fleet: Fleet, commit: string): Promise<Record<(typeof RUNGS)[number], number>> {
  const started = performance.now();
  const reached: Partial<Record<(typeof RUNGS)[number], number>> = {};
  while (reached.healthy === undefined) {
    // Asking without a pause would take the time that is measured.
    await new Promise((resolve) => setTimeout(resolve, 10));
    const { applications } = await fleet.ask<{
      applications: { nodes: { revisions: Rungs; health: { status: string } }[] };
    }>(QUERY, { names: NAMES });
    for (const rung of RUNGS) {
      if (applications.nodes.every(({ revisions }) => revisions[rung] === commit))
        reached[rung] ??= performance.now() - started;
    }
    if (performance.now() - started > 60_000)
      throw new Error(`not healthy after a minute: ${JSON.stringify(applications)}`);
  }
  return reached as Record<(typeof RUNGS)[number], number>;
}

const fleet = await startFleet();
const clone = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-bench-clone-'));
try {
  await git(os.tmpdir(), 'clone', '--quiet', fleet.repository, clone);
  const results: Awaited<ReturnType<typeof follow>>[] = [];
  for (let i = 0; i <= RUNS; i++) {
    for (const env of ['dev', 'staging', 'production']) {
      const file = path.join(clone, 'apps/my-api/overlays', env, 'kustomization.yaml');
      await writeFile(file, (await readFile(file, 'utf8')).replace(/newTag: .*/, `newTag: 2.0.${i}`));
    }
    await git(clone, 'commit', '--quiet', '-am', `Release 2.0.${i}`);
    const commit = (await git(clone, 'rev-parse', 'HEAD')).trim();
    await git(clone, 'push', '--quiet', 'origin', 'HEAD');
    const reached = await follow(fleet, commit);
    process.stderr.write(
      `${i === 0 ? 'warm-up' : `run ${i}`}: ${RUNGS.map((rung) => `${rung} ${Math.round(reached[rung])} ms`).join(', ')}\n`,
    );
    if (i > 0) results.push(reached);
  }
  const figures = Object.fromEntries(RUNGS.map((rung) => [rung, Math.round(median(results.map((one) => one[rung])))]));
  process.stderr.write(`median of ${RUNS}: ${RUNGS.map((rung) => `${rung} ${figures[rung]} ms`).join(', ')}\n`);
  process.stdout.write(
    `${JSON.stringify({ bench: 'commit-to-healthy', clusters: 3, runs: RUNS, medianMs: figures })}\n`,
  );
} finally {
  await rm(clone, { recursive: true, force: true });
  await fleet.stop();
}
