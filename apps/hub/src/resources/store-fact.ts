import { factObject, putFactObject } from '@wheelhouse/adapter-postgres';
import { canonicalJson, type FactObject } from '@wheelhouse/core-domain';
import { sealedFact, openFact } from '../applicationset/fact-objects.ts';
import type { ApplyOutcome } from '../use-cases.ts';
import { displace, type StoreContext } from './store-context.ts';

/** An object that generators look at; the data of a Secret is sealed. */
export async function storeFact(context: StoreContext, fact: FactObject): Promise<ApplyOutcome['action']> {
  const { sql, sealer, origin, consequences, wakes } = context;
  const { object, project, secret } = fact;
  const { name, namespace } = fact.metadata;
  const key = { apiVersion: object.apiVersion, kind: object.kind, namespace, name };
  const before = await factObject(sql, key);
  const same =
    before !== undefined &&
    before.project === project &&
    before.origin === origin &&
    canonicalJson(before.manifest) === canonicalJson(object) &&
    canonicalJson(openFact(before, sealer) ?? null) === canonicalJson(secret ?? null);
  if (same) return 'unchanged';
  displace(context, before);
  const sealedData = secret ? sealedFact(key, secret, sealer) : null;
  await putFactObject(sql, { ...key, project, manifest: object, sealedData, origin });
  consequences.wakes.push(() => wakes.wake('facts', namespace));
  return before ? 'changed' : 'created';
}
