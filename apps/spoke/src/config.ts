import { hostname } from 'node:os';
import { loadConfig, setting } from '@wheelhouse/runtime';
import type { ConfigOf } from '@wheelhouse/runtime';
import type { Result } from '@wheelhouse/core-domain';
import { z } from 'zod';
import { LEASE_MS } from './leader/lease.ts';

const optionalText = z.string().trim().min(1).optional();

/** All that a spoke can be told. The reference in `docs/` is generated from it. */
export const settings = {
  kubeconfig: setting({
    variable: 'KUBECONFIG',
    schema: optionalText,
    example: '/etc/wheelhouse/kubeconfig',
    about: 'How to reach the API server; absent: the credentials of the pod that this runs in.',
  }),
  serviceAccountDir: setting({
    variable: 'WHEELHOUSE_SERVICE_ACCOUNT_DIR',
    schema: z.string().min(1).default('/var/run/secrets/kubernetes.io/serviceaccount'),
    example: '/var/run/secrets/kubernetes.io/serviceaccount',
    about: "Where the token and the CA of the pod's ServiceAccount are mounted; read where there is no KUBECONFIG.",
  }),
  joinToken: setting({
    variable: 'WHEELHOUSE_JOIN_TOKEN',
    schema: optionalText,
    example: 'whj1.…',
    about:
      'The single-use token of `wheelhouse cluster join NAME`. Used for the first join only; then the identity is in a Secret.',
    secret: true,
  }),
  podName: setting({
    variable: 'POD_NAME',
    schema: optionalText,
    example: 'wheelhouse-spoke-x7k2p',
    about: 'Names this process in the Lease; absent: host name and process id.',
  }),
  node: setting({
    variable: 'WHEELHOUSE_NODE_NAME',
    schema: z.string().default(''),
    example: 'control-plane-1',
    about: 'The node that this runs on, shown in the hub.',
  }),
  namespace: setting({
    variable: 'WHEELHOUSE_NAMESPACE',
    schema: z
      .string()
      .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be a namespace name')
      .default('wheelhouse-system'),
    example: 'wheelhouse-system',
    about: "Where the spoke's Lease and Secrets are.",
  }),
  heartbeatSeconds: setting({
    variable: 'WHEELHOUSE_HEARTBEAT_SECONDS',
    schema: z.coerce.number().min(1).max(30).default(15),
    example: '15',
    about: 'Seconds between heartbeats, ± 20 %. The hub calls a cluster away after 45 s of silence.',
  }),
  clockLimitSeconds: setting({
    variable: 'WHEELHOUSE_CLOCK_LIMIT_SECONDS',
    schema: z.coerce.number().min(0.1).max(3600).default(2),
    example: '2',
    about:
      "How far the clock here may be from the hub's. Beyond, a sync window must allow at both ends of what the time may be.",
  }),
  leaseSeconds: setting({
    variable: 'WHEELHOUSE_LEASE_SECONDS',
    schema: z.coerce
      .number()
      .min(1)
      .max(60)
      .default(LEASE_MS / 1000),
    example: '12',
    about:
      'How long the Lease holds without renewal: a leader that is gone is replaced after as long. The same in all pods.',
  }),
  kubernetesEvents: setting({
    variable: 'WHEELHOUSE_KUBERNETES_EVENTS',
    schema: z
      .enum(['true', 'false'])
      .default('false')
      .transform((value) => value === 'true'),
    example: 'true',
    about:
      'Whether what syncs and heals came to is also written as Kubernetes Events, into the namespaces of the Applications.',
  }),
  faults: setting({
    variable: 'WHEELHOUSE_FAULTS',
    schema: optionalText,
    example: '/tmp/faults.sock',
    about: 'For tests of faults only: the Unix socket of who may stop this process at each write.',
  }),
  logLevel: setting({
    variable: 'WHEELHOUSE_LOG',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    example: 'info',
    about: 'How much is logged.',
  }),
} as const;

export type SpokeConfig = ConfigOf<typeof settings>;

export const readConfig = (env: Readonly<Record<string, string | undefined>>): Result<SpokeConfig> =>
  loadConfig(settings, env);

export const holderOf = (config: SpokeConfig): string => config.podName ?? `${hostname()}-${process.pid}`;
