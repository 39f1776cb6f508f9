import { fieldsOf, type Fields, type Instant } from './instant.ts';
import { MONTHS, piecesOf, WEEKDAYS } from './layout.ts';

const two = (value: number): string => String(value).padStart(2, '0');
const year = (value: number): string =>
  value < 0 ? `-${String(-value).padStart(4, '0')}` : String(value).padStart(4, '0');

const WRITERS: Readonly<Record<string, (fields: Fields) => string>> = {
  '2006': (f) => year(f.year),
  '06': (f) => two(((f.year % 100) + 100) % 100),
  January: (f) => MONTHS[f.month - 1]!,
  Jan: (f) => MONTHS[f.month - 1]!.slice(0, 3),
  '01': (f) => two(f.month),
  '1': (f) => String(f.month),
  Monday: (f) => WEEKDAYS[f.weekday]!,
  Mon: (f) => WEEKDAYS[f.weekday]!.slice(0, 3),
  '02': (f) => two(f.day),
  _2: (f) => String(f.day).padStart(2, ' '),
  '2': (f) => String(f.day),
  '002': (f) => String(f.yearDay).padStart(3, '0'),
  __2: (f) => String(f.yearDay).padStart(3, ' '),
  '15': (f) => two(f.hour),
  '03': (f) => two(f.hour % 12 || 12),
  '3': (f) => String(f.hour % 12 || 12),
  '04': (f) => two(f.minute),
  '4': (f) => String(f.minute),
  '05': (f) => two(f.second),
  '5': (f) => String(f.second),
  PM: (f) => (f.hour >= 12 ? 'PM' : 'AM'),
  pm: (f) => (f.hour >= 12 ? 'pm' : 'am'),
  MST: (f) => f.abbreviation || writeOffset('-0700', f.offset),
};

/** time.Format: a layout is the reference time written as one wants it. */
export function formatTime(instant: Instant, layout: string): string {
  const fields = fieldsOf(instant);
  return piecesOf(layout)
    .map(({ chunk, text }) => (chunk ? writeChunk(text, fields) : text))
    .join('');
}

function writeChunk(chunk: string, fields: Fields): string {
  const writer = WRITERS[chunk];
  if (writer) return writer(fields);
  if (/^[-Z]/.test(chunk)) return writeOffset(chunk, fields.offset);
  const digits = String(fields.nanosecond)
    .padStart(9, '0')
    .slice(0, chunk.length - 1)
    .padEnd(chunk.length - 1, '0');
  if (chunk[1] === '0') return chunk[0] + digits;
  const short = digits.replace(/0+$/, '');
  return short ? chunk[0] + short : '';
}

function writeOffset(chunk: string, offset: number): string {
  if (chunk.startsWith('Z') && offset === 0) return 'Z';
  const total = Math.abs(offset);
  const separator = chunk.includes(':') ? ':' : '';
  const parts = [Math.trunc(total / 3600), Math.trunc(total / 60) % 60, total % 60];
  const count = chunk.replace(/[^0-9]/g, '').length / 2;
  return (offset < 0 ? '-' : '+') + parts.slice(0, count).map(two).join(separator);
}
