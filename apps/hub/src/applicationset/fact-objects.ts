import { factObjectsFor, type FactObjectKey, type FactObjectRow, type Sql } from '@wheelhouse/adapter-postgres';
import type { ReferencedData } from '@wheelhouse/adapter-scm';
import { isMap, keyText, keyOf, type KubeObject } from '@wheelhouse/core-domain';
import type { Sealer } from '@wheelhouse/runtime';

/** Whose sets look: they see what is in their namespace, unless it is another project's alone. */
export interface Looker {
  readonly namespace: string;
  /** Its name. */
  readonly project: string;
}

const contextOf = ({ apiVersion, kind, namespace, name }: FactObjectKey): string =>
  `fact/${keyText(keyOf({ apiVersion, kind, metadata: { namespace, name } }))}`;

export const sealedFact = (key: FactObjectKey, data: Readonly<Record<string, string>>, sealer: Sealer): Buffer =>
  Buffer.from(sealer.seal(JSON.stringify(data), contextOf(key)));

/** The data of a Secret; undefined for what is none, or where it does not open any more. */
export function openFact(row: FactObjectRow, sealer: Sealer): Readonly<Record<string, string>> | undefined {
  const opened = row.sealedData && sealer.open(row.sealedData.toString(), contextOf(row));
  return opened?.ok ? (JSON.parse(opened.value) as Readonly<Record<string, string>>) : undefined;
}

/** All that a set's generators may look at, read once. Secrets are opened when they are asked for, and only by name. */
export interface LookedAt {
  /** ConfigMaps, and resources that name clusters. */
  readonly objects: readonly KubeObject[];
  readonly data: ReferencedData;
}

export async function lookAt(sql: Sql, looker: Looker, sealer: Sealer): Promise<LookedAt> {
  const rows = await factObjectsFor(sql, looker);
  const named = (kind: string, name: string): FactObjectRow | undefined =>
    rows.find((row) => row.apiVersion === 'v1' && row.kind === kind && row.name === name);
  return {
    objects: rows.filter((row) => row.sealedData === null).map((row) => row.manifest),
    data: {
      secret: async (name) => {
        const row = named('Secret', name);
        return row && openFact(row, sealer);
      },
      configMap: async (name) => {
        const data = named('ConfigMap', name)?.manifest['data'];
        return isMap(data) ? (data as Readonly<Record<string, string>>) : undefined;
      },
    },
  };
}
