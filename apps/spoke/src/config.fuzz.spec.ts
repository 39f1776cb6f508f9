import { fuzz, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import { readConfig, settings } from './config.ts';

const all = Object.values(settings);
const values = fc.oneof(sharpTexts, mutatedTexts(...all.map(({ example }) => example)), fc.double().map(String));
const MARK = 'do-not-tell';

describe('settings of the spoke, by the thousand', () => {
  it('are a configuration that timers and names can take, or problems that name the variable and an example', () => {
    fuzz(fc.tuple(fc.constantFrom(...all), values), ([one, value]) => {
      const config = readConfig({ [one.variable]: 'secret' in one ? `${MARK}${value}` : value });
      if (!config.ok)
        return config.error.every(
          ({ where, hint, message }) =>
            where === one.variable && hint?.includes(one.example) && !message.includes(MARK) && message.length > 0,
        );
      const { heartbeatSeconds, leaseSeconds, namespace } = config.value;
      return [heartbeatSeconds, leaseSeconds].every((s) => s >= 1 && s <= 60) && /^[a-z0-9-]+$/.test(namespace);
    });
  });
});
