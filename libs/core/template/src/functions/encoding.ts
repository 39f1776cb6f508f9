import { parseYaml } from '@wheelhouse/core-domain';
import type { Context } from '../context.ts';
import { lower } from './strings.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { decodeBase32, encodeBase32 } from './base32.ts';
import { fn, variadic, type FunctionTable } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { toYaml } from '../to-yaml.ts';
import { bytesOf } from '../utf8.ts';
import { fromJson, GoInt, GoList, GoMap, toJsonValue, type Value } from '../values.ts';

/** encoding/json: `<`, `>`, `&` and the line separators are escaped unless `raw`. */
export function goJson(value: Value, raw: boolean, indent = ''): string {
  const text = JSON.stringify(toJsonValue(value), null, indent);
  const escaped = text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return raw ? escaped : escaped.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

function parseJson(text: string): Value {
  try {
    const parsed: unknown = JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('a number is out of range');
      return value;
    });
    return fromJson(parsed);
  } catch {
    throw new TemplateError('the text is no JSON');
  }
}

function fromYaml(text: string): Value {
  // The parser lets these pass, which go-yaml refuses.
  if (/^\s*\t\s*$/.test(text)) throw new TemplateError('found character that cannot start any token');
  if (/^%(?!YAML|TAG)/.test(text)) throw new TemplateError('found unknown directive name');
  const parsed = parseYaml(text, 'fromYaml', { maxValues: 100_000, maxLength: 1024 * 1024, duplicateKeys: 'last' });
  if (!parsed.ok) throw new TemplateError(parsed.error[0]!.message);
  return fromJson(parsed.value[0]?.value ?? null);
}

/** Charges for a text that is there. */
function made(context: Context, text: string): string {
  context.text(text.length);
  return text;
}

export const encodingFunctions: FunctionTable = {
  b64enc: fn(['string'], (_, text) => encodeBase64(text)),
  b64dec: fn(['string'], (_, text) => decodeBase64(text)),
  b32enc: fn(['string'], (_, text) => encodeBase32(bytesOf(text))),
  b32dec: fn(['string'], (_, text) => decodeBase32(text)),
  toJson: fn(['any'], (context, value) => made(context, goJson(value, false))),
  mustToJson: fn(['any'], (context, value) => made(context, goJson(value, false))),
  toPrettyJson: fn(['any'], (context, value) => made(context, goJson(value, false, '  '))),
  mustToPrettyJson: fn(['any'], (context, value) => made(context, goJson(value, false, '  '))),
  toRawJson: fn(['any'], (context, value) => made(context, goJson(value, true))),
  mustToRawJson: fn(['any'], (context, value) => made(context, goJson(value, true))),
  fromJson: fn(['string'], (_, text) => {
    try {
      return parseJson(text);
    } catch {
      return null;
    }
  }),
  mustFromJson: fn(['string'], (_, text) => parseJson(text)),
  toYaml: fn(['any'], (context, value) => made(context, toYaml(toJsonValue(value)))),
  fromYaml: fn(['string'], (_, text) => {
    const value = fromYaml(text);
    if (value !== null && !(value instanceof GoMap)) throw new TemplateError('the YAML is no map');
    return value ?? new GoMap();
  }),
  fromYamlArray: fn(['string'], (_, text) => {
    const value = fromYaml(text);
    if (value !== null && !(value instanceof GoList)) throw new TemplateError('the YAML is no list');
    return value ?? new GoList([]);
  }),
  normalize: fn(['string'], (_, text) => sanitizeName(text)),
  slugify: variadic([], 'any', (_, __, args) => slugify(args)),
};

/** Argo CD's SanitizeName: what makes a name that Kubernetes takes of any text. */
export const sanitizeName = (text: string): string =>
  lower(text)
    .replace(/[^-a-z0-9.]/gu, '-')
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, '');

/** `slugify [max=50] [smartTruncate=true] name`: words joined by dashes, cut at a word's end, or, if not smart, before they are joined. */
function slugify(args: readonly Value[]): string {
  if (args.length === 0) return '';
  const name = args.at(-1);
  if (typeof name !== 'string') throw new TemplateError('slugify needs a name as its last argument');
  const [size, smart] = args.slice(0, -1);
  if (size !== undefined && !(size instanceof GoInt && size.type === 'int'))
    throw new TemplateError('the first argument of slugify is a number');
  if (smart !== undefined && typeof smart !== 'boolean')
    throw new TemplateError('the second argument of slugify is true or false');
  const max = size === undefined ? 50 : Number(size.value);
  const clean = sanitizeName(name);
  if (smart !== false) return smartCut(joinedByDashes(clean), max);
  if (max < 0) throw new TemplateError(`slice bounds out of range [:${max}]`);
  return joinedByDashes(clean.slice(0, max));
}

const joinedByDashes = (text: string): string =>
  text
    .replace(/[^a-z0-9_-]/g, '-')
    .replace(/-+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '');

function smartCut(slug: string, max: number): string {
  if (max <= 0 || slug.length <= max) return slug;
  const lastDash = slug.lastIndexOf('-', max);
  return lastDash >= 0 ? slug.slice(0, lastDash) : slug.slice(0, max);
}
