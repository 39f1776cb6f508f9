import { fn, type FunctionTable } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { binaryOf, byteLength, fromBinary } from '../utf8.ts';

/** Runs what Go does with bytes on a text that has one character for each byte, and reads the bytes back as UTF-8. */
function onBytes(text: string, change: (bytes: string) => string): string {
  if (byteLength(text) === text.length) return change(text);
  return fromBinary(change(binaryOf(text)));
}

interface Wrapping {
  readonly width: number;
  readonly lineEnd: string;
  /** Whether a word that is longer than a line is broken. */
  readonly breaks: boolean;
}

/** goutils.WrapCustom: lines break at spaces; a space that would begin a line goes. */
function wrap(text: string, { width: given, lineEnd, breaks }: Wrapping): string {
  const width = Math.max(given, 1);
  let result = '';
  let at = 0;
  while (text.length - at > width) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    const last = text.slice(at, at + width + 1).lastIndexOf(' ');
    const next = last >= 0 ? at + last : breaks ? -1 : text.indexOf(' ', at + width);
    if (next >= 0) {
      result += text.slice(at, next) + lineEnd;
      at = next + 1;
    } else if (breaks) {
      result += text.slice(at, at + width) + lineEnd;
      at += width;
    } else return result + text.slice(at);
  }
  return result + text.slice(at);
}

/** goutils.AbbreviateFull: `...` stands for what is cut at the left and at the right. */
function abbreviate(text: string, from: number, width: number): string {
  if (text.length <= width) return text;
  let offset = Math.min(from, text.length);
  if (text.length - offset < width - 3) offset = text.length - (width - 3);
  if (offset <= 4) return `${text.slice(0, width - 3)}...`;
  if (width < 7) return '';
  if (offset + width - 3 < text.length) {
    const rest = text.slice(offset);
    return `...${width - 3 < 4 ? '' : abbreviate(rest, 0, width - 3)}`;
  }
  return `...${text.slice(-(width - 3))}`;
}

/** The first byte of each word, each read as a character. */
function initials(text: string): string {
  const bytes = binaryOf(text);
  return [...bytes.matchAll(/(?:^|[\t\n\v\f\r \x85\xa0])([^\t\n\v\f\r \x85\xa0])/g)].map((match) => match[1]).join('');
}

export const wrappingFunctions: FunctionTable = {
  wrap: fn(['int', 'string'], (_, width, text) =>
    onBytes(text, (bytes) => wrap(bytes, { width, lineEnd: '\n', breaks: false })),
  ),
  wrapWith: fn(['int', 'string', 'string'], (context, width, separator, text) => {
    context.text(byteLength(text) + (byteLength(text) / Math.max(width, 1)) * separator.length);
    const wrapping = { width, lineEnd: binaryOf(separator || '\n'), breaks: true };
    return fromBinary(wrap(binaryOf(text), wrapping));
  }),
  abbrev: fn(['int', 'string'], (_, width, text) =>
    width < 4 ? text : onBytes(text, (bytes) => abbreviate(bytes, 0, width)),
  ),
  abbrevboth: fn(['int', 'int', 'string'], (_, left, right, text) => {
    if (right < 4 || (left > 0 && right < 7)) return text;
    if (left < 0 && byteLength(text) > right && byteLength(text) - left < right - 3)
      throw new TemplateError('slice bounds out of range');
    return onBytes(text, (bytes) => abbreviate(bytes, left, right));
  }),
  initials: fn(['string'], (_, text) => initials(text)),
};
