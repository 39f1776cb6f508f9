import {
  applicationLeaf,
  canonicalJson,
  digestText,
  ok,
  type Application,
  type ApplicationLeaf,
  type ApplicationSet,
  type Digest,
  type FieldPath,
  type KubeObject,
  type Parsed,
  type Problem,
  type RawTemplate,
  type Result,
} from '@wheelhouse/core-domain';
import type { TemplateHoles, TemplateRenderer } from '@wheelhouse/core-template';
import { applicationObject, withoutVoid } from './application-object.ts';
import type { GenerateSettings } from './facts.ts';
import { compileFill, pathsOf, type Fill } from './fill.ts';
import { Candidate, type Cast, type Place } from './generated.ts';
import type { ParamSet } from './generator.ts';
import { nameOf, parseGenerated } from './parse-generated.ts';
import { plainCandidate } from './plain-candidate.ts';

/** A text of the manifest that differs: the hole of the template that it comes from, and where it is. */
interface Text {
  readonly hole: number;
  readonly at: FieldPath;
}

interface Check extends Text {
  readonly leaf: ApplicationLeaf;
}

/**
 * A set's template cast once: of its Applications only the texts that differ are made, checked and hashed one by one; what is
 * constant was checked with the first of them, and all share it. Each gives what rendering and parsing it alone gives. A text
 * that is not certain to leave the rest as it is sends its Application that long way.
 */
export class Stencil implements Cast {
  /** What has any goes the long way. */
  readonly problems: readonly Problem[] = [];
  readonly #holes: TemplateHoles;
  readonly #texts: readonly Text[];
  readonly #fillObject: Fill;
  /** Undefined where a text differs that only the parser can judge. */
  readonly #checks: readonly Check[] | undefined;
  readonly #name: number | string;
  readonly #digestText: (text: string) => Digest;
  readonly #template: Digest;
  /** Of the first Application that was valid; `none` where it was not, though all its texts were. */
  #learned: Learned | 'none' | undefined;

  private constructor(holes: TemplateHoles, set: ApplicationSet, hash: (text: string) => Digest) {
    const marks = Array.from({ length: holes.size }, (_, index) => Symbol(index));
    const skeleton = applicationObject(holes.filled(marks), set, true);
    const paths = pathsOf(skeleton, new Set(marks));
    this.#texts = marks.flatMap((mark, hole) => (paths.has(mark) ? [{ hole, at: paths.get(mark)! }] : []));
    const leaves = this.#texts.map(({ hole, at }) => [at, (values: readonly string[]) => values[hole]!] as const);
    this.#holes = holes;
    this.#fillObject = compileFill(skeleton, leaves);
    this.#checks = checksOf(this.#texts);
    const named = marks.indexOf(skeleton.metadata.name as unknown as symbol);
    this.#name = named < 0 ? nameOf(skeleton) : named;
    this.#digestText = hash;
    const blank = this.#fillObject(Array.from(marks, () => ''));
    this.#template = hash(canonicalJson([this.#texts.map(({ at }) => at), blank]));
  }

  /** Undefined where Applications may differ in more than texts. */
  static of(
    template: RawTemplate,
    set: ApplicationSet,
    renderer: TemplateRenderer,
    { digestText: hash = digestText }: GenerateSettings,
  ): Stencil | undefined {
    const holes = set.spec.templatePatch === undefined ? renderer.holes(template) : undefined;
    return holes && new Stencil(holes, set, hash);
  }

  /** What one set of parameters gives; an error is one of the whole set. */
  candidate(from: ParamSet, place: Place): Result<Candidate, Problem[]> {
    const rendered = this.#holes.render(from.params, from.typed);
    if (!rendered.ok) return rendered;
    const values = rendered.value;
    if (!this.#vouchesFor(values))
      return ok(plainCandidate(this.#whole(values), from, place, () => this.digest(values)));
    // To render them again costs less than to keep them, if it is certain to give the same.
    const making = this.#holes.isPure ? { from, place, cast: this } : { from, place, cast: this, values };
    return ok(new Candidate(this.#nameFor(values), making, this.digest(values)));
  }

  values({ params, typed }: ParamSet): readonly string[] {
    const rendered = this.#holes.render(params, typed);
    if (!rendered.ok) throw new TypeError(`a template fails that did not fail before: ${rendered.error[0]?.message}`);
    return rendered.value;
  }

  object(values: readonly string[]): KubeObject {
    return this.#fillObject(values) as KubeObject;
  }

  /** Texts that are empty may be ones that say nothing. */
  #whole(values: readonly string[]): KubeObject {
    const object = this.object(values);
    return { ...object, spec: withoutVoid(object['spec']) };
  }

  parsed(values: readonly string[]): Parsed<Application> {
    const { fill, warns } = this.#learned as Learned;
    if (!warns) return { value: fill(values) as Application, warnings: [] };
    const parsed = parseGenerated(this.object(values));
    if (!parsed.ok) throw new TypeError(`the texts of ${this.#nameFor(values)} were said to be valid`);
    return parsed.value;
  }

  digest(values: readonly string[]): Digest {
    const isWhole = this.#texts.length === values.length;
    const texts = isWhole ? values : this.#texts.map(({ hole }) => values[hole]!);
    return this.#digestText(this.#template + JSON.stringify(texts));
  }

  #nameFor(values: readonly string[]): string {
    return typeof this.#name === 'number' ? values[this.#name]! : this.#name;
  }

  #vouchesFor(values: readonly string[]): boolean {
    if (!this.#checks || this.#learned === 'none') return false;
    for (const { hole, leaf } of this.#checks) if (!leaf.takes(values[hole]!)) return false;
    this.#learned ??= this.#learn(values, this.#checks);
    return this.#learned !== 'none';
  }

  #learn(values: readonly string[], checks: readonly Check[]): Learned | 'none' {
    const parsed = parseGenerated(this.object(values));
    if (!parsed.ok) return 'none';
    const leaves = checks.map(({ hole, leaf: { at, read = same } }) => [at, leafOf(hole, read)] as const);
    return { fill: compileFill(parsed.value.value, leaves), warns: parsed.value.warnings.length > 0 };
  }
}

interface Learned {
  /** Makes the parsed Application. */
  readonly fill: Fill;
  readonly warns: boolean;
}

const same = (text: string): string => text;

const leafOf =
  (hole: number, read: (text: string) => string) =>
  (values: readonly string[]): string =>
    read(values[hole]!);

function checksOf(texts: readonly Text[]): Check[] | undefined {
  const checks = texts.flatMap((text): Check[] => {
    const leaf = applicationLeaf(text.at);
    return leaf ? [{ ...text, leaf }] : [];
  });
  return checks.length === texts.length ? checks : undefined;
}
