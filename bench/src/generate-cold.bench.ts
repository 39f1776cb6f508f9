/**
 * `wheelhouse appset generate` of a small set, as a process of its own each time: from its start until it has ended. `built` is
 * what `npm run build` leaves in a clone; `source` is what runs where a source is newer than that.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot } from '@wheelhouse/tools';
import { distributionOf } from './measure/distribution.ts';

const ROUNDS = 15;
const folder = mkdtempSync(path.join(tmpdir(), 'wheelhouse-bench-'));
const file = path.join(folder, 'set.yaml');
writeFileSync(
  file,
  `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: small, namespace: argocd }
spec:
  goTemplate: true
  generators:
    - list: { elements: [{ name: a }, { name: b }, { name: c }] }
  template:
    metadata: { name: 'small-{{ .name }}' }
    spec:
      project: default
      source: { repoURL: 'https://git.example.org/apps.git', path: '{{ .name }}' }
      destination: { name: production, namespace: '{{ .name }}' }
`,
);

/** Milliseconds of one run. The same source, as it is when it was just edited, makes the build too old. */
function run(): number {
  const started = performance.now();
  const command = [inRoot('apps/cli/bin/wheelhouse.mjs'), 'appset', 'generate', '-f', file, '-o', 'json'];
  const made = JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })) as unknown[];
  if (made.length !== 3) throw new Error(`${made.length} Applications instead of 3`);
  return performance.now() - started;
}

const measure = (): { p50: number; p95: number } => {
  run();
  const { p50, p95 } = distributionOf(Array.from({ length: ROUNDS }, run))!;
  return { p50, p95 };
};

try {
  const empty = distributionOf(
    Array.from({ length: ROUNDS }, () => {
      const started = performance.now();
      execFileSync(process.execPath, ['--eval', '0']);
      return performance.now() - started;
    }),
  )!.p50;
  const built = measure();
  const source = inRoot('apps/cli/src/main.ts');
  utimesSync(source, new Date(), new Date());
  const fromSource = measure();
  process.stderr.write(
    `appset generate, ms: built ${built.p50} (p95 ${built.p95}; goal 150), from source ${fromSource.p50}, of it Node.js itself ${empty}\n`,
  );
  process.stdout.write(`${JSON.stringify({ bench: 'generate-cold', built, fromSource, nodeMs: empty })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
