import { expect } from '@jest/globals';
import { countByScanning, keptCounters } from '@wheelhouse/adapter-postgres';
import { waitUntil } from '@wheelhouse/tools';
import type { Hub } from '../hub.ts';
import { FakeSpoke } from './fake-spoke.ts';
import { admin, type HubWorld } from './hub-world.ts';

/** A set `shop` over a list of clusters, each with a folder `overlays/<cluster>` in the repository. */
export const set = (url: string, names: readonly string[], policy = 'automated: {}'): string => `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: shop, namespace: argocd }
spec:
  goTemplate: true
  generators:
    - list: { elements: [${names.map((name) => `{ cluster: ${name} }`).join(', ')}] }
  template:
    metadata: { name: 'shop-{{.cluster}}' }
    spec:
      project: default
      source: { repoURL: '${url}', targetRevision: main, path: 'overlays/{{.cluster}}' }
      destination: { name: '{{.cluster}}', namespace: shop }
      syncPolicy: { ${policy} }
`;
export const cluster = (name: string): string => `
apiVersion: wheelhouse.dev/v1alpha1
kind: Cluster
metadata: { name: ${name}, labels: { env: ${name} } }
`;
export const configMap = (value: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { value: '${value}' }
`;

export interface Row {
  name: string;
  stage: string;
  health: string;
  problems: { code: string; message: string }[];
  desired_revision: string | null;
  removal: string | null;
}

export const rowsOf = async (hub: Hub): Promise<Row[]> =>
  (
    await hub.parts.db.sql.query<Row>(
      `SELECT a.name, t.stage, t.health, a.problems, a.desired_revision, a.removal FROM application a
       JOIN target_state t ON t.application_id = a.id ORDER BY a.name`,
    )
  ).rows;

export const eventually = <T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> =>
  waitUntil(async () => (await look()) || undefined, { what, timeoutMs: 15_000, everyMs: 20 }) as Promise<T>;

export const stages = async (hub: Hub): Promise<string> =>
  (await rowsOf(hub)).map((row) => `${row.name}:${row.stage}`).join(' ');

/** At one moment: what the database counts and what it keeps. */
export async function countersAgree(hub: Hub): Promise<void> {
  await hub.parts.db.transaction(async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    expect(await keptCounters(sql)).toEqual(await countByScanning(sql));
  });
}

export async function joined(hub: Hub, world: HubWorld, name: string): Promise<FakeSpoke> {
  const token = await hub.joinTokens.create(name, admin);
  if (!token.ok) throw new Error(JSON.stringify(token.error));
  return FakeSpoke.join(token.value.token, [world.nats.url]);
}

export async function apply(hub: Hub, text: string): Promise<readonly string[]> {
  const applied = await hub.resources.apply(text, { actor: admin, origin: 'api:admin', file: 'apply', dryRun: false });
  if (!applied.ok) throw new Error(JSON.stringify(applied.error));
  return applied.value.map((one) => `${one.kind}/${one.name} ${one.action}`);
}
