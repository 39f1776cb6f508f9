import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Digest } from './ids.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Canonical JSON: object keys in code-unit order, no white space, `undefined` members left out. The same value gives the
 * same bytes, whatever order its keys came in (the rules of RFC 8785 for the values that YAML and JSON can hold).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value as Record<string, unknown>).filter(([, member]) => member !== undefined);
    members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  throw new TypeError(`JSON has no ${typeof value}`);
}

export const digestBytes = (bytes: Uint8Array): Digest => bytesToHex(sha256(bytes)) as Digest;
export const digestText = (text: string): Digest => digestBytes(new TextEncoder().encode(text));
/** SHA-256 of the canonical JSON of a value. */
export const digestOf = (value: unknown): Digest => digestText(canonicalJson(value));
