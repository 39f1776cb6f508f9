import path from 'node:path';
import { operatorJwt, fleetAccountJwt, systemAccountJwt } from './account-jwt.ts';
import type { FleetKeys } from './fleet-keys.ts';

export interface ServerConfigOptions {
  readonly keys: FleetKeys;
  /** Absolute; streams and accounts lie below it. */
  readonly storeDir: string;
  /** Where it listens; absent where whoever starts the server says it. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** Figures over HTTP on 127.0.0.1; absent: none. */
  readonly monitorPort?: number;
  readonly serverName?: string;
  readonly pidFile?: string;
  readonly logFile?: string;
  /** Default: what the server finds sensible for the disk. */
  readonly maxStoreBytes?: number;
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

/** The server's default is 1 MB: too small for a large object that does not compress. */
export const MAX_PAYLOAD = 8 * 1024 * 1024;

/** Text for `nats-server -c`: operator mode, an account resolver that takes changes at run time, JetStream. */
export function serverConfig(options: ServerConfigOptions): string {
  const { keys, storeDir, tls } = options;
  const quoted = JSON.stringify;
  const line = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`${name}: ${typeof value === 'string' ? quoted(value) : value}`];
  return [
    ...line('server_name', options.serverName ?? 'wheelhouse'),
    ...line('listen', options.listen && `${options.listen.host}:${options.listen.port}`),
    ...line('http', options.monitorPort === undefined ? undefined : `127.0.0.1:${options.monitorPort}`),
    ...line('pid_file', options.pidFile),
    ...line('log_file', options.logFile),
    ...line('max_payload', MAX_PAYLOAD),
    // Pending for one client before it counts as slow: eight of the largest messages.
    ...line('max_pending', 8 * MAX_PAYLOAD),
    ...(tls ? [`tls { cert_file: ${quoted(tls.certFile)}, key_file: ${quoted(tls.keyFile)} }`] : []),
    'jetstream {',
    `  store_dir: ${quoted(path.join(storeDir, 'jetstream'))}`,
    // The default is two minutes; what a power cut takes is published again from Postgres.
    '  sync_interval: "10s"',
    ...(options.maxStoreBytes === undefined ? [] : [`  max_file_store: ${options.maxStoreBytes}`]),
    '}',
    ...line('operator', operatorJwt(keys)),
    ...line('system_account', keys.system.publicKey),
    `resolver { type: full, dir: ${quoted(path.join(storeDir, 'accounts'))}, allow_delete: false, interval: "2m" }`,
    // Only where the resolver has none or an older one: revocations are newer and stay.
    'resolver_preload {',
    `  ${keys.system.publicKey}: ${quoted(systemAccountJwt(keys))}`,
    `  ${keys.fleet.publicKey}: ${quoted(fleetAccountJwt(keys))}`,
    '}',
    '',
  ].join('\n');
}
