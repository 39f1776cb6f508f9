import { yamlText } from '@wheelhouse/core-domain';
import { CliError } from './exit.ts';

export type Format = 'table' | 'wide' | 'json' | 'yaml' | 'name';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | null | undefined;
  /** Only with `-o wide`. */
  readonly wide?: boolean;
}

/** Where answers go; `process.stdout` outside tests. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export function parseFormat(text: string | undefined): Format {
  if (text === undefined) return 'table';
  if (text === 'json' || text === 'yaml' || text === 'wide' || text === 'name') return text;
  throw new CliError(2, `-o ${text}: unknown format; one of json, yaml, wide, name`);
}

/** Aligned columns, as kubectl prints them; a cell never breaks its line. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], wide: boolean): string {
  const shown = columns.filter((column) => wide || !column.wide);
  const cells = [
    shown.map(({ title }) => title.toUpperCase()),
    ...rows.map((row) => shown.map(({ value }) => String(value(row) ?? '-').replace(/\s+/g, ' ') || '-')),
  ];
  const widths = shown.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  return cells
    .map((line) =>
      line
        .map((cell, i) => (i === line.length - 1 ? cell : cell.padEnd(widths[i]! + 3)))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

export interface Printable<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly name: (row: Row) => string;
  /** A single thing is printed as itself, not as a list of one. */
  readonly single?: boolean;
}

export function print<Row>(streams: Streams, format: Format, { rows, columns, name, single }: Printable<Row>): void {
  const value = single ? rows[0] : rows;
  switch (format) {
    case 'json':
      return streams.out(JSON.stringify(value, null, 2));
    case 'yaml':
      return streams.out(yamlText(value).trimEnd());
    case 'name':
      return rows.forEach((row) => streams.out(name(row)));
    default:
      if (rows.length === 0) return streams.err('Nothing found.');
      return streams.out(table(rows, columns, format === 'wide'));
  }
}

/** Objects without columns of their own: JSON, or a YAML stream by default. */
export function printObjects(streams: Streams, format: Format, objects: readonly unknown[]): void {
  if (format === 'json') return streams.out(JSON.stringify(objects, null, 2));
  if (format === 'name') {
    for (const object of objects as { kind: string; metadata: { name: string } }[])
      streams.out(`${object.kind.toLowerCase()}/${object.metadata.name}`);
    return;
  }
  if (objects.length > 0) streams.out(objects.map(yamlText).join('---\n').trimEnd());
}
