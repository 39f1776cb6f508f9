/**
 * Applications × bundles → an immutable Release, its difference from the last one, and the guardrail on that difference.
 *
 * A Release is made only from a complete, successful generation: where a generator or a template fails there is no list of
 * desired Applications, and so there is nothing to call `planRelease` with. An Application whose own render failed is
 * desired still; it keeps its previous assignment and is never counted as withdrawn. Withdrawing (or moving away) more than
 * a share of the fleet is held until a person confirms exactly that.
 */
export * from './plan-release.ts';
export * from './release.ts';
