import type { Digest, KubeObject } from '@wheelhouse/core-domain';
import type { Params } from '@wheelhouse/core-template';
import { Candidate, type Place } from './generated.ts';
import { nameOf, parseGenerated } from './parse-generated.ts';

/** The candidate that a whole manifest is, judged by the parser. */
export function plainCandidate(
  object: KubeObject,
  params: Params,
  place: Place,
  digest: (object: KubeObject) => Digest,
): Candidate {
  const parsed = parseGenerated(object);
  const cast = { object: () => object, parsed: () => parsedOf(parsed, object), digest: () => digest(object) };
  return new Candidate({ name: nameOf(object), values: [], cast }, params, place, parsed.ok ? [] : parsed.error);
}

function parsedOf(parsed: ReturnType<typeof parseGenerated>, object: KubeObject) {
  if (parsed.ok) return parsed.value;
  throw new TypeError(`${nameOf(object)} was left out: it has no Application`);
}
