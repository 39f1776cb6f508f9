/** Prints the reference of the hub's settings: part of what `npm run gen` writes to `docs/reference`. */
import { describeSettings } from '@wheelhouse/runtime';
import { hubSettings } from './config.ts';

process.stdout.write(describeSettings(hubSettings));
