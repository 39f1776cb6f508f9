import vectors from '../testdata/go-vectors.json' with { type: 'json' };
import oracle from '../testdata/oracle.json' with { type: 'json' };
import { fastTemplate } from './fasttemplate.ts';
import { compile, missingKeyOf, type Template } from './go-template.ts';
import { fromJson } from './values.ts';

interface Vector {
  readonly engine?: string;
  readonly template: string;
  readonly missingKey?: string;
  readonly output?: string;
  readonly error?: string;
}

const data = fromJson(vectors.params, { stringMaps: ['labels'], stringLists: ['segments'] });

function run({ engine, template, missingKey }: Vector): ReturnType<Template['execute']> {
  if (engine === 'fast') return fastTemplate(template, vectors.params);
  const compiled = compile(template);
  if (!compiled.ok) return compiled;
  return compiled.value.execute(data, {
    numberFormat: 'go',
    missingKey: missingKeyOf([`missingkey=${missingKey ?? 'default'}`]),
  });
}

const cases = (vectors.cases as Vector[]).map(
  (vector) => [`${vector.template} ${vector.missingKey ?? ''}`, vector] as const,
);

describe('what real Go makes of it', () => {
  it.each(cases.filter(([, vector]) => vector.output !== undefined))('%s', (_, vector) => {
    expect(run(vector)).toEqual({ ok: true, value: vector.output });
  });
});

describe('what real Go refuses', () => {
  it.each(cases.filter(([, vector]) => vector.error !== undefined))('%s', (_, vector) => {
    const line = /^template: :(\d+)/.exec(vector.error!)?.[1];
    const result = run(vector);
    expect(result.ok).toBe(false);
    // Go has no line for what it finds missing only at the very end.
    const unclosed = /unexpected EOF|unclosed action/.test(vector.error!);
    if (!result.ok && line && !unclosed) expect(result.error).toMatch(new RegExp(`^${line}:\\d+: `));
  });
});

/** Several thousand generated templates: one expectation each would only cost time, so the differences are listed. */
describe('what real Go makes of generated templates', () => {
  const isSame = (vector: Vector): boolean => {
    const result = run(vector);
    if (vector.error !== undefined) return !result.ok;
    return result.ok && result.value.toWellFormed() === vector.output;
  };
  it('is what we make of them', () => {
    expect((oracle.cases as Vector[]).filter((vector) => !isSame(vector))).toEqual([]);
  });
  it('covers thousands of them', () => expect(oracle.cases.length).toBeGreaterThan(7000));
});
