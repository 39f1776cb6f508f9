// Makes the identities of a fleet and the configuration of its nats-server, once:
//   npx node deploy/nats/make-config.ts [--out FOLDER] [--tls FOLDER_IN_THE_POD]
// A second run keeps the keys that are there. Everything it writes is secret; keep `keys.json` in a safe place: without it
// no cluster can join, be renewed or be removed.
import { loadOrCreateKeys, serverConfig } from '@wheelhouse/adapter-nats';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { out: { type: 'string' }, tls: { type: 'string' } } });
const folder = path.resolve(values.out ?? path.join(import.meta.dirname, 'secrets'));
const tls = values.tls && {
  certFile: path.posix.join(values.tls, 'tls.crt'),
  keyFile: path.posix.join(values.tls, 'tls.key'),
};

const keys = await loadOrCreateKeys(folder, Date.now());
const text = serverConfig({
  keys,
  storeDir: '/data',
  listen: { host: '0.0.0.0', port: 4222 },
  monitorPort: 8222,
  ...(tls ? { tls } : {}),
});
await writeFile(path.join(folder, 'nats.conf'), text, { mode: 0o600 });
process.stderr.write(`${folder}: keys.json and nats.conf are there; now: kubectl apply -k deploy/nats\n`);
