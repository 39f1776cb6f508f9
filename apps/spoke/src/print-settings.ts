/** Prints the reference of the spoke's settings: part of what `npm run gen` writes to `docs/reference`. */
import { describeSettings } from '@wheelhouse/runtime';
import { settings } from './config.ts';

process.stdout.write(describeSettings(settings));
