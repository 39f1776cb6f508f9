import type { KubeObject } from '@wheelhouse/core-domain';
import { sequenceFrom } from './parts.ts';

// How Secrets that hold state are called and marked.

export const KIND_LABEL = 'wheelhouse.dev/state';
export const DIGEST = 'wheelhouse.dev/state-digest';
export const PARTS = 'wheelhouse.dev/state-parts';
/** Of one name, the value with the highest counts; 0 where it is absent. */
export const SEQUENCE = 'wheelhouse.dev/state-sequence';
export const PACK = 'pack';

export const packName = (sequence: number): string => `wheelhouse-pack-${sequence}`;

/** Undefined for what is no pack. */
export const sequenceOfPack = (name: string): number | undefined => {
  const digits = /^wheelhouse-pack-(\d+)$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

export const sequenceOf = ({ metadata }: KubeObject): number => sequenceFrom(metadata.annotations?.[SEQUENCE]);

/** Names of heads have no dots. */
export const headOf = (name: string): string => name.split('.')[0] ?? name;

export const extraNames = (name: string, digest: string, parts: number): string[] =>
  Array.from({ length: Math.max(0, parts - 1) }, (_, i) => `${name}.${digest.slice(0, 12)}.${i + 1}`);

export function dataOf(secret: KubeObject): Uint8Array | undefined {
  const text = (secret['data'] as Record<string, string> | undefined)?.['state'];
  return text === undefined ? undefined : new Uint8Array(Buffer.from(text, 'base64'));
}
