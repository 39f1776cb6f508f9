/** What a benchmark tells of many measurements of one thing. */
export interface Distribution {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** By nearest rank, rounded to tenths. Undefined for nothing. */
export function distributionOf(values: readonly number[]): Distribution | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)]! * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
