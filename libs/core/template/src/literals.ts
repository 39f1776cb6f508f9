import type { NumberNode } from './nodes.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Go's strconv.Unquote for interpreted strings and character constants; undefined where an escape is none. */
export function unquote(quoted: string): string | undefined {
  const quote = quoted[0]!;
  const body = quoted.slice(1, -1);
  if (!body.includes('\\')) return body;
  const bytes: number[] = [];
  let result = '';
  const flush = (): void => {
    if (bytes.length > 0) result += new TextDecoder().decode(Uint8Array.from(bytes.splice(0)));
  };
  for (let at = 0; at < body.length;) {
    if (body[at] !== '\\') {
      flush();
      result += body[at++];
      continue;
    }
    const rest = body.slice(at + 1);
    const numeric = /^(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
    if (numeric) {
      const [all, hex, octal, short, long] = numeric;
      const code = hex ? parseInt(hex, 16) : octal ? parseInt(octal, 8) : parseInt((short ?? long)!, 16);
      if (octal && code > 255) return undefined;
      if (code > 0x10ffff || ((short || long) && code >= 0xd800 && code <= 0xdfff)) return undefined;
      if (hex || octal) bytes.push(code);
      else {
        flush();
        result += String.fromCodePoint(code);
      }
      at += 1 + all.length;
      continue;
    }
    const escape = ESCAPES[rest[0] ?? ''];
    if (escape === undefined || ((escape === "'" || escape === '"') && escape !== quote)) return undefined;
    flush();
    result += escape;
    at += 2;
  }
  flush();
  return result;
}

/** A number as Go's parser takes it, in each way in which it can be read; undefined where it is none. */
export function parseNumber(text: string, offset: number): NumberNode | undefined {
  const shape =
    /^([-+]?)(0[xX]_?[0-9a-fA-F](?:_?[0-9a-fA-F])*|0[bB]_?[01](?:_?[01])*|0[oO]_?[0-7](?:_?[0-7])*|[0-9](?:_?[0-9])*)$/.exec(
      text,
    );
  if (shape) {
    const digits = shape[2]!.replaceAll('_', '');
    const octal = /^0[0-9]/.test(digits);
    if (octal && /[89]/.test(digits)) return undefined;
    const magnitude = BigInt(octal ? `0o${digits}` : digits);
    const integer = shape[1] === '-' ? -magnitude : magnitude;
    return { type: 'number', offset, text, integer, float: Number(integer), isFloat: false };
  }
  if (/_(?![0-9a-fA-F])|(?<![0-9a-fA-FxX])_/.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const power = /^([-+]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([-+]?[0-9]+)$/.exec(plain);
  if (power && power[2] + power[3]! !== '') return floatNumber(text, offset, hexFloat(power));
  if (!/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(plain)) return undefined;
  return floatNumber(text, offset, Number(plain));
}

/** `0x1.8p1` is 3. */
function hexFloat([, sign, whole, fraction, power]: readonly (string | undefined)[]): number {
  const value = Number(BigInt(`0x0${whole}${fraction}`)) * 2 ** (Number(power) - 4 * fraction!.length);
  return sign === '-' ? -value : value;
}

function floatNumber(text: string, offset: number, float: number): NumberNode | undefined {
  if (!Number.isFinite(float)) return undefined;
  const integer = Number.isInteger(float) ? BigInt(float) : undefined;
  return { type: 'number', offset, text, float, isFloat: true, ...(integer !== undefined && { integer }) };
}

/** A character constant is an integer. */
export function parseCharacter(text: string, offset: number): NumberNode | undefined {
  const chars = unquote(text);
  if (chars === undefined || [...chars].length !== 1) return undefined;
  const code = chars.codePointAt(0)!;
  return { type: 'number', offset, text, integer: BigInt(code), float: code, isFloat: false };
}
