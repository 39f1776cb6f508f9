/** The agent in every cluster. `main.ts` is the program; this is what tools and generated references read. */
export { readConfig, settings } from './config.ts';
export type { SpokeConfig } from './config.ts';
