import { describe, expect, it } from '@jest/globals';
import type { Problem } from '@wheelhouse/core-domain';
import { conditionsOf, type SetFindings } from './set-conditions.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
const LATER = new Date('2026-01-02T04:00:00Z');
const findings = (given: Partial<SetFindings>): SetFindings => ({
  errors: [],
  applications: [],
  pending: 0,
  held: undefined,
  ...given,
});
const template: Problem = { code: 'TEMPLATE_ERROR', message: 'fails', where: 'spec.template.metadata.name' };
const generator: Problem = { code: 'GENERATOR_ERROR', message: 'fails', where: 'spec.generators[0].git' };
const invalid = { name: 'a', problems: [{ code: 'UNKNOWN_CLUSTER', message: 'no such cluster' } as Problem] };

const said = (given: Partial<SetFindings>): string[] =>
  conditionsOf(findings(given), [], NOW).map(({ type, status, reason }) => `${type}=${status} ${reason}`);

describe('conditions of a set', () => {
  it.each<[string, Partial<SetFindings>, readonly string[]]>([
    [
      'all is well',
      {},
      [
        'ErrorOccurred=False ApplicationSetUpToDate',
        'ParametersGenerated=True ParametersGenerated',
        'ResourcesUpToDate=True ApplicationSetUpToDate',
      ],
    ],
    [
      'a generator failed',
      { errors: [generator] },
      [
        'ErrorOccurred=True ApplicationGenerationFromParamsError',
        'ParametersGenerated=False ErrorOccurred',
        'ResourcesUpToDate=False ApplicationGenerationFromParamsError',
      ],
    ],
    [
      'a template failed',
      { errors: [template] },
      [
        'ErrorOccurred=True RenderTemplateParamsError',
        'ParametersGenerated=False ErrorOccurred',
        'ResourcesUpToDate=False RenderTemplateParamsError',
      ],
    ],
    [
      'a single Application is invalid',
      { applications: [invalid] },
      [
        'ErrorOccurred=True ApplicationValidationError',
        'ParametersGenerated=True ParametersGenerated',
        'ResourcesUpToDate=False ApplicationValidationError',
      ],
    ],
    [
      'a shrinking is held',
      { held: '4 of 5 would leave' },
      [
        'ErrorOccurred=False ApplicationSetUpToDate',
        'ParametersGenerated=True ParametersGenerated',
        'ResourcesUpToDate=False Held',
      ],
    ],
    [
      'a repository is read still',
      { pending: 2 },
      [
        'ErrorOccurred=False ApplicationSetUpToDate',
        'ParametersGenerated=True ParametersGenerated',
        'ResourcesUpToDate=False Pending',
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(said(given)).toEqual(expected);
  });

  it('what says the same keeps its time, what says something else gets a new one', () => {
    const first = conditionsOf(findings({ errors: [generator] }), [], NOW);
    const same = conditionsOf(findings({ errors: [generator] }), first, LATER);
    expect(same).toEqual(first);
    const mended = conditionsOf(findings({}), same, LATER);
    expect(mended.map(({ since }) => since)).toEqual(Array(3).fill(LATER.toISOString()));
  });

  it('many invalid Applications are counted behind the first', () => {
    const [error] = conditionsOf(findings({ applications: Array<typeof invalid>(9).fill(invalid) }), [], NOW);
    expect(error!.message.split('\n')).toHaveLength(6);
    expect(error!.message).toMatch(/and 4 more$/);
  });
});
