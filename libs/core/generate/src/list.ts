import { err, isMap, ok, parseYaml, type ListGenerator, type Problem, type Result } from '@wheelhouse/core-domain';
import type { Params } from '@wheelhouse/core-template';
import { generatorProblem, type Environment, type GeneratorKind, type ParamSet } from './generator.ts';

/** `list`: the elements as they are written, then those of `elementsYaml`. */
export const list: GeneratorKind<ListGenerator> = {
  needs: () => ({}),
  generate: (spec, environment) => {
    const sets: ParamSet[] = [];
    for (const [index, element] of spec.elements.entries()) {
      const params = environment.goTemplate ? asMap(element) : flatElement(element);
      if (typeof params === 'string') {
        const where = { ...environment, path: `${environment.path}.elements[${index}]` };
        return err([
          generatorProblem(
            where,
            `the element ${params}`,
            'quote it, or set goTemplate: true, where an element may hold anything',
          ),
        ]);
      }
      sets.push({ params, typed: {} });
    }
    const more = fromYaml(spec.elementsYaml, environment);
    return more.ok ? ok([...sets, ...more.value]) : more;
  },
};

const asMap = (element: unknown): Params | string => (isMap(element) ? element : 'is no map');

/** fasttemplate knows text only: `values` may be a map of texts, which becomes `values.<k>`. */
function flatElement(element: unknown): Params | string {
  if (!isMap(element)) return 'is no map';
  const entries: [string, string][] = [];
  for (const [key, value] of Object.entries(element)) {
    if (typeof value === 'string') entries.push([key, value]);
    else if (key !== 'values') return notText(key, value);
    else if (!isMap(value)) return 'holds "values", which is no map';
    else {
      for (const [name, inner] of Object.entries(value)) {
        if (typeof inner !== 'string') return notText(`values.${name}`, inner);
        entries.push([`values.${name}`, inner]);
      }
    }
  }
  return Object.fromEntries(entries);
}

/** `n` and the like as keys are a surprise: YAML 1.1 reads them as booleans, and so does Argo CD. */
const notText = (key: string, value: unknown): string =>
  `holds ${(JSON.stringify(value) ?? 'nothing').slice(0, 60)} under ${JSON.stringify(key)}, which is no text` +
  (key === 'true' || key === 'false'
    ? '; y, n, yes, no, on and off are booleans also as keys, unless they are quoted'
    : '');

function fromYaml(text: string | undefined, environment: Environment): Result<ParamSet[], Problem[]> {
  if (text === undefined) return ok([]);
  const where = { ...environment, path: `${environment.path}.elementsYaml` };
  const parsed = parseYaml(text, where.path, { duplicateKeys: 'last' });
  if (!parsed.ok) return parsed;
  const value = parsed.value[0]?.value ?? [];
  if (!Array.isArray(value) || !value.every(isMap)) {
    return err([generatorProblem(where, 'elementsYaml is no YAML list of maps')]);
  }
  return ok(value.map((params) => ({ params: params as Params, typed: {} })));
}
