import { TemplateError } from '../../template-error.ts';

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const MAX = 2n ** 63n;

/** time.ParseDuration, in nanoseconds: `1h30m`, `-1.5s`. Throws a TemplateError. */
export function parseDuration(text: string): bigint {
  const body = text.replace(/^[-+]/, '');
  if (body === '0') return 0n;
  if (!/^(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body))
    throw new TemplateError(`time: invalid duration ${JSON.stringify(text)}`);
  let total = 0n;
  for (const [, whole, fraction = '', unit] of body.matchAll(/([0-9]*)\.?([0-9]*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = UNITS[unit!]!;
    total += BigInt(whole || 0) * scale + (BigInt(fraction || 0) * scale) / 10n ** BigInt(fraction.length);
  }
  if (total >= MAX && !(text.startsWith('-') && total === MAX))
    throw new TemplateError(`time: invalid duration ${JSON.stringify(text)}`);
  return text.startsWith('-') ? -total : total;
}

/** time.Duration's String: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function durationText(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < UNITS['s']!) {
    const unit = size < UNITS['us']! ? 'ns' : size < UNITS['ms']! ? 'µs' : 'ms';
    return `${sign}${scaled(size, UNITS[unit]!)}${unit}`;
  }
  const minutes = size / UNITS['m']!;
  const seconds = `${scaled(size % UNITS['m']!, UNITS['s']!)}s`;
  if (minutes === 0n) return sign + seconds;
  return `${sign}${minutes >= 60n ? `${minutes / 60n}h` : ''}${minutes % 60n}m${seconds}`;
}

function scaled(size: bigint, scale: bigint): string {
  const width = String(scale).length - 1;
  const fraction =
    width > 0
      ? String(size % scale)
          .padStart(width, '0')
          .replace(/0+$/, '')
      : '';
  return `${size / scale}${fraction && `.${fraction}`}`;
}

const ROUND: readonly (readonly [string, bigint])[] = [
  ['y', 24n * 365n * UNITS['h']!],
  ['mo', 24n * 30n * UNITS['h']!],
  ['d', 24n * UNITS['h']!],
  ['h', UNITS['h']!],
  ['m', UNITS['m']!],
  ['s', UNITS['s']!],
];

/** The largest unit of which there is more than one whole: `2d`, `5m`. */
export function roundedDuration(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  const fits = ROUND.find(([, scale]) => size > scale);
  return fits ? `${size / fits[1]}${fits[0]}` : '0s';
}
