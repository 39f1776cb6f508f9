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
          generatorProblem(where, `the element ${params}`, 'with goTemplate: true an element may hold anything'),
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
    else if (key !== 'values') return `holds ${JSON.stringify(key)}, which is no text`;
    else if (!isMap(value)) return 'holds "values", which is no map';
    else {
      for (const [name, inner] of Object.entries(value)) {
        if (typeof inner !== 'string') return `holds ${JSON.stringify(`values.${name}`)}, which is no text`;
        entries.push([`values.${name}`, inner]);
      }
    }
  }
  return Object.fromEntries(entries);
}

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
