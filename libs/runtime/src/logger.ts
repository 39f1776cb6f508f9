import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type { Logger } from 'pino';

/** Field names that logs share; whoever logs one of these things uses its name. */
export const logFields = {
  cluster: 'cluster',
  application: 'application',
  project: 'project',
  generation: 'generation',
  digest: 'digest',
  key: 'key',
  queue: 'queue',
  ms: 'ms',
  error: 'err',
} as const;

/** Never written, at the top and one and two levels down. */
const SECRETS = ['password', 'token', 'secret', 'seed', 'jwt', 'credentials', 'authorization', 'privateKey', 'cookie'];
const redacted = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export interface LoggerOptions {
  /** `hub`, `spoke`, `cli`. */
  readonly app: string;
  /** Default `info`. */
  readonly level?: string;
  readonly version?: string;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
  /** Lines for people in place of JSON. Default: standard output is a terminal. */
  readonly pretty?: boolean;
}

export function createLogger(options: LoggerOptions): Logger {
  const { app, level = 'info', version } = options;
  const pretty = options.pretty ?? (!options.destination && process.stdout.isTTY === true);
  const destination = options.destination ?? (pretty ? process.stdout : inTheBackground());
  const base = { app, ...(version ? { version } : {}) };
  const settings = { level, base, redact: { paths: redacted, censor: '[redacted]' }, messageKey: 'message' };
  return pretty
    ? pino(settings, { write: (line: string) => void destination.write(readable(line)) })
    : pino(
        { ...settings, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
        destination,
      );
}

const FLUSH_MS = 100;

/**
 * Standard output, written to in the background: to write each line at once would make everything wait for the disk. Written down
 * after 100 ms at most, and when the process ends; one that is killed loses what it said in that time.
 */
function inTheBackground(): DestinationStream {
  const stream = pino.destination({ dest: 1, sync: false, minLength: 4096 });
  const write = stream.write.bind(stream);
  let due: NodeJS.Timeout | undefined;
  // Not pino's `periodicFlush`: it writes nothing ten times a second, which was most of what a process at rest cost.
  stream.write = (line) => {
    due ??= setTimeout(() => {
      due = undefined;
      stream.flush(() => undefined); // What cannot be written is told nowhere.
    }, FLUSH_MS).unref();
    return write(line);
  };
  return stream;
}

/** `12:34:56.789 INFO  message  key=value …`, the stack of an error below. */
export function readable(line: string): string {
  const {
    level,
    time,
    app: _app,
    version: _version,
    message,
    err,
    ...fields
  } = JSON.parse(line) as Record<string, unknown>;
  const at = new Date(Number(time)).toISOString().slice(11, 23);
  const label = String(pino.levels.labels[Number(level)] ?? level)
    .toUpperCase()
    .padEnd(5);
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const head = [`${at} ${label} ${String(message ?? '')}`, ...rest].join('  ');
  return `${head}\n${err ? `${indented(err)}\n` : ''}`;
}

const indented = (error: unknown): string => {
  const { stack, message } = error as { readonly stack?: string; readonly message?: string };
  return (stack ?? message ?? JSON.stringify(error)).replace(/^/gm, '    ');
};
