import type { Application, Digest, KubeObject, Parsed, Problem } from '@wheelhouse/core-domain';
import type { Params } from '@wheelhouse/core-template';
import type { GeneratorName } from './registry.ts';

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
}

/** Makes all that there is of an Application from the texts that tell it from the others of its template. */
export interface Cast {
  readonly object: (values: readonly string[]) => KubeObject;
  readonly parsed: (values: readonly string[]) => Parsed<Application>;
  readonly digest: (values: readonly string[]) => Digest;
}

export type Place = Pick<Origin, 'generator' | 'kind'>;

/** What came of one set of parameters; valid where it has no problems. */
export class Candidate implements Generated {
  readonly name: string;
  readonly params: Params;
  readonly problems: readonly Problem[];
  readonly #place: Place;
  readonly #cast: Cast;
  readonly #values: readonly string[];
  #parsed: Parsed<Application> | undefined;
  #object: KubeObject | undefined;
  #digest: Digest | undefined;

  constructor(
    made: { readonly name: string; readonly values: readonly string[]; readonly cast: Cast },
    params: Params,
    place: Place,
    problems: readonly Problem[] = NONE,
  ) {
    this.name = made.name;
    this.params = params;
    this.problems = problems;
    this.#place = place;
    this.#cast = made.cast;
    this.#values = made.values;
  }

  get origin(): Origin {
    const { generator, kind } = this.#place;
    return { generator, kind, params: this.params };
  }

  get object(): KubeObject {
    return (this.#object ??= this.#cast.object(this.#values));
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
    return (this.#parsed ??= this.#cast.parsed(this.#values));
  }
}

const NONE: readonly Problem[] = [];
