import type { Digest, KubeObject } from '@wheelhouse/core-domain';
import { Candidate, type Place } from './generated.ts';
import type { ParamSet } from './generator.ts';
import { nameOf, parseGenerated } from './parse-generated.ts';

/** The candidate that a whole manifest is, judged by the parser. */
export function plainCandidate(
  object: KubeObject,
  from: ParamSet,
  place: Place,
  digest: (object: KubeObject) => Digest,
): Candidate {
  const parsed = parseGenerated(object);
  const cast = {
    problems: parsed.ok ? [] : parsed.error,
    values: () => [],
    object: () => object,
    parsed: () => parsedOf(parsed, object),
    digest: () => digest(object),
  };
  return new Candidate(nameOf(object), { from, place, cast });
}

function parsedOf(parsed: ReturnType<typeof parseGenerated>, object: KubeObject) {
  if (parsed.ok) return parsed.value;
  throw new TypeError(`${nameOf(object)} was left out: it has no Application`);
}
