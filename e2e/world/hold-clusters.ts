import { once } from 'node:events';
import { startClusters } from './clusters.ts';

// For people who work on a scenario: clusters that outlive a run. Set E2E_CLUSTERS to the file that this prints.
const clusters = await startClusters();
process.stdout.write(`${clusters.file}\n`);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await clusters.stop();
