/** The control plane. `main.ts` is the program; this is what tools and generated references read. */
export { hubSettings, loadHubConfig } from './config.ts';
export type { HubConfig } from './config.ts';
