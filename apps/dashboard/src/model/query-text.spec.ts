import fc from 'fast-check';
import { applicationsPath, formatQuery, parseQuery } from './query-text.ts';

describe('the filter box', () => {
  it.each([
    ['nothing is everything', '', {}],
    ['bare words search', 'checkout api', { search: 'checkout api' }],
    [
      'keys and words together',
      'health:degraded cluster:prod-* text',
      { health: ['DEGRADED'], cluster: ['prod-*'], search: 'text' },
    ],
    ['commas are OR', 'health:degraded,missing', { health: ['DEGRADED', 'MISSING'] }],
    ['a repeated key is OR too', 'cluster:a cluster:b', { cluster: ['a', 'b'] }],
    ['enums in any spelling', 'sync:Out-Of-Sync stage:not_sent', { sync: ['OUT_OF_SYNC'], stage: ['NOT_SENT'] }],
    ['quotes keep spaces together', 'name:"my app"', { name: ['my app'] }],
    ['a label selector keeps its commas', 'on:"env in (prod,staging)"', { clusterLabels: ['env in (prod,staging)'] }],
    ['what fails', 'is:failing set:my-api', { failing: true, applicationSet: ['my-api'] }],
  ])('%s', (_, text, filter) => {
    expect(parseQuery(text)).toEqual({ filter, problems: [] });
  });

  it.each([
    ['an unknown key is named with those that are there', 'helth:degraded x', 'There is no filter “helth:”'],
    ['an unknown value is named with those that are there', 'health:sick', 'health: does not know “sick”'],
    ['is: knows one word', 'is:broken', 'is: knows only “failing”'],
  ])('%s', (_, text, sentence) => {
    const { problems } = parseQuery(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
  });

  it('formats what it parses', () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9 *.-]{0,12}$/).map((text) => text.trim());
    const names = fc.uniqueArray(word, { minLength: 1, maxLength: 3 });
    const filter = fc.record(
      {
        search: fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8})?$/),
        health: fc.uniqueArray(fc.constantFrom('HEALTHY', 'DEGRADED', 'UNKNOWN'), { minLength: 1 }),
        stage: fc.uniqueArray(fc.constantFrom('HELD', 'IN_FLIGHT', 'DONE'), { minLength: 1 }),
        cluster: names,
        project: names,
        labels: names,
        failing: fc.constant(true),
        revision: fc.stringMatching(/^[0-9a-f]{7,12}$/),
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(filter, (f) => expect(parseQuery(formatQuery(f as never)).filter).toEqual(f)));
  });

  it('keeps a link readable', () => {
    expect(applicationsPath({ stage: ['HELD'], cluster: ['prod-1'] })).toBe(
      '/applications?q=stage:held+cluster:prod-1',
    );
  });
});
