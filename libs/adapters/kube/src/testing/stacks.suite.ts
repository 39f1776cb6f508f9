import { readFileSync, readdirSync } from 'node:fs';
import { driftOf, subsetDiff } from '@wheelhouse/core-diff';
import { parseDocuments, withEncodedData } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { waitUntil } from '@wheelhouse/tools';
import type { Server } from './server.ts';
import { refOf } from './samples.ts';

const folder = new URL('../../testdata/stacks/', import.meta.url);
const stacks = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

function objectsOf(stack: string): KubeObject[] {
  const parsed = parseDocuments(readFileSync(new URL(stack, folder), 'utf8'), stack);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.map(({ object }) => object);
}

/** What others would see who know nothing of who owns what. */
function withoutOwners(live: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = live.metadata as KubeObject['metadata'] & { managedFields?: unknown };
  return { ...live, metadata };
}

/** Twenty stacks after what people run, each kind that people write among them: what was just applied must not differ. */
export function stacksSuite(server: () => Server): void {
  describe('what was just applied does not differ', () => {
    it.each(stacks)(
      '%s',
      async (stack) => {
        const { client } = server();
        const found: Record<string, unknown> = {};
        for (const desired of objectsOf(stack)) {
          await waitUntil(async () => (await client.resourceFor(desired.apiVersion, desired.kind)) !== undefined, {
            what: `${desired.kind} to be served`,
            timeoutMs: 20_000,
          });
          await client.apply(withEncodedData(desired));
          const live = (await client.get(refOf(desired)))!;
          const differences = {
            drift: driftOf(desired, live).changes,
            diff: subsetDiff(desired, live),
            withoutOwners: subsetDiff(desired, withoutOwners(live)),
          };
          if (Object.values(differences).some(({ length }) => length > 0)) {
            found[`${desired.kind} ${desired.metadata.name}`] = differences;
          }
        }
        expect(found).toEqual({});
      },
      120_000,
    );
  });
}
