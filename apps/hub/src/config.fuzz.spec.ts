import { describe, expect, it } from '@jest/globals';
import { fuzz, mutatedJson, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import { hubSettings, loadHubConfig } from './config.ts';

const settings = Object.values(hubSettings);
const required = Object.fromEntries(
  settings.filter(({ schema }) => !schema.safeParse(undefined).success).map((one) => [one.variable, one.example]),
);
const fleet = mutatedJson([{ url: 'https://git.example.com/fleet.git', revision: 'main', path: 'fleet' }]);

const values = fc.oneof(
  sharpTexts,
  mutatedTexts(...settings.map(({ example }) => example)),
  fc.double().map(String),
  fleet.map((value) => JSON.stringify(value) ?? ''),
);

const MARK = 'do-not-tell';

describe('settings, by the thousand', () => {
  it('are a configuration that timers and columns can take, or problems that name the variable and an example', () => {
    fuzz(fc.tuple(fc.constantFrom(...settings), values), ([one, value]) => {
      const given = one.secret ? `${MARK}${value}` : value;
      const config = loadHubConfig({ ...required, [one.variable]: given });
      if (!config.ok)
        return config.error.every(
          ({ where, hint, message }) =>
            where === one.variable && hint?.includes(one.example) && !message.includes(MARK) && message.length > 0,
        );
      return Object.values(config.value).every((member) => typeof member !== 'number' || isUsable(member));
    });
  });

  it.each([
    ['WHEELHOUSE_POLL_SECONDS', '1e9'],
    ['WHEELHOUSE_COLLECT_EVERY_SECONDS', '1e-9'],
    ['WHEELHOUSE_COLLECT_AFTER_SECONDS', '1e300'],
    ['WHEELHOUSE_KEEP_RELEASES', '9007199254740991'],
  ])('%s=%s is refused', (variable, value) => {
    expect(loadHubConfig({ ...required, [variable]: value })).toMatchObject({
      ok: false,
      error: [{ where: variable }],
    });
  });
});

const isUsable = (value: number): boolean => Number.isFinite(value) && value >= 0 && value <= 1_000_000_000;
