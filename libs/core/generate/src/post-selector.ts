import { selectorMatches, type LabelSelector } from '@wheelhouse/core-domain';
import type { Params } from '@wheelhouse/core-template';
import { flatten } from './flatten.ts';
import type { GenerateSettings } from './facts.ts';

/**
 * An entry's own `selector`, which looks at the parameters: flattened with dots and as text. Values may be anything, URLs
 * too. A missing key makes `In` false and `NotIn` true.
 */
export const paramsMatch = (selector: LabelSelector, params: Params, settings: GenerateSettings = {}): boolean =>
  selectorMatches(selector, flatten(params, settings.numberFormat));
