import type { BinaryProgress } from '../binaries/ensure-binaries.ts';

const EVERY_MS = 10_000;

/** Writes what happens to the programs, line by line; what was there already is not worth one. */
export function binaryReporter(
  write = (line: string): void => void process.stderr.write(`${line}\n`),
): (progress: BinaryProgress) => void {
  const shown = new Map<string, number>();
  return (progress) => {
    if (progress.state === 'downloading' && Date.now() - (shown.get(progress.name) ?? 0) < EVERY_MS) return;
    if (progress.state === 'ready' && !shown.has(progress.name)) return;
    shown.set(progress.name, Date.now());
    write(`  ${progress.name}: ${describe(progress)}`);
  };
}

function describe(progress: BinaryProgress): string {
  switch (progress.state) {
    case 'downloading':
      return `downloading, ${megabytes(progress.bytes)}${progress.total ? ` of ${megabytes(progress.total)}` : ''} MB`;
    case 'building':
      return `building with Go, usually ${progress.usualSeconds} s on two cores (${progress.after})`;
    case 'ready':
      return `ready after ${progress.seconds.toFixed(0)} s, ${progress.left} left`;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
