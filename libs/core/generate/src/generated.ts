import type { Application, Digest, KubeObject, Parsed, Problem } from '@wheelhouse/core-domain';
import type { Params } from '@wheelhouse/core-template';
import type { GeneratorName, ParamSet } from './generator.ts';

/** Where an Application came from: which entry of `spec.generators`, which generator of it, with which parameters. */
export interface Origin {
  readonly generator: number;
  readonly kind: GeneratorName;
  readonly params: Params;
}

/** One Application of a set. What of it nobody reads is not made. */
export interface Generated {
  readonly name: string;
  readonly application: Application;
  /** The same as the manifest that a person would have written. */
  readonly object: KubeObject;
  readonly origin: Origin;
  /** What of it has no effect. */
  readonly warnings: readonly Problem[];
  /** Equal for equal manifests of one template; another template may give another one for the same manifest. */
  readonly digest: Digest;
}

/** An Application that is left out, with the reasons; the rest of the set is made. */
export interface Rejected {
  readonly name: string;
  readonly problems: readonly Problem[];
  readonly origin: Origin;
  readonly object: KubeObject;
}

/** Makes all that there is of an Application from the texts that tell it from the others of its template. */
export interface Cast {
  /** Of all that it makes; none where it is valid. */
  readonly problems: readonly Problem[];
  /** The texts, once more. */
  readonly values: (from: ParamSet) => readonly string[];
  readonly object: (values: readonly string[]) => KubeObject;
  readonly parsed: (values: readonly string[]) => Parsed<Application>;
  readonly digest: (values: readonly string[]) => Digest;
}

/** From where an Application came, and by what it is made. */
interface Making {
  readonly from: ParamSet;
  readonly place: Place;
  readonly cast: Cast;
  /** Where the cast cannot make them once more. */
  readonly values?: readonly string[];
}

export type Place = Pick<Origin, 'generator' | 'kind'>;

/** What was asked for so far. */
interface Read {
  values?: readonly string[];
  parsed?: Parsed<Application>;
  object?: KubeObject;
}

/**
 * What came of one set of parameters; valid where it has no problems. A fleet has hundreds of thousands, of which few are ever
 * read: each holds its name and digest, and what all share.
 */
export class Candidate implements Generated {
  readonly name: string;
  readonly #from: ParamSet;
  readonly #place: Place;
  readonly #cast: Cast;
  #digest: Digest | undefined;
  #read: Read | undefined;

  constructor(name: string, { from, place, cast, values }: Making, digest?: Digest) {
    this.name = name;
    this.#from = from;
    this.#place = place;
    this.#cast = cast;
    this.#digest = digest;
    this.#read = values && { values };
  }

  get problems(): readonly Problem[] {
    return this.#cast.problems;
  }

  get origin(): Origin {
    const { generator, kind } = this.#place;
    return { generator, kind, params: this.#from.params };
  }

  get object(): KubeObject {
    return (this.#known.object ??= this.#cast.object(this.#values));
  }

  get application(): Application {
    return this.#whole.value;
  }

  get warnings(): readonly Problem[] {
    return this.#whole.warnings;
  }

  get digest(): Digest {
    return (this.#digest ??= this.#cast.digest(this.#values));
  }

  /** For who prints an expansion as JSON. */
  toJSON(): Omit<Generated, 'name' | 'digest'> {
    const { application, object, origin, warnings } = this;
    return { application, object, origin, warnings };
  }

  get #whole(): Parsed<Application> {
    return (this.#known.parsed ??= this.#cast.parsed(this.#values));
  }

  get #values(): readonly string[] {
    return (this.#known.values ??= this.#cast.values(this.#from));
  }

  get #known(): Read {
    return (this.#read ??= {});
  }
}
