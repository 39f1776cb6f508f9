import type { ClusterName } from './faults.ts';
import { isOf } from './facts.ts';
import type { Expectation } from './model/expect.ts';
import { keyOf, type Entry } from './model/log.ts';
import type { Live, Seen } from './watch.ts';

const MANAGER = 'wheelhouse';
/** A watch may tell of a change before the request that ordered it has returned to us. */
const SLACK_MS = 50;

export interface Judged {
  /** What must not happen at any time, and did. */
  readonly violations: readonly string[];
  /** How often a value came after a newer one; it went again, or the comparison says so. */
  readonly backwards: number;
}

/** Looks at every event of a seed in one cluster: who was deleted without an order, who was touched without being ours. */
export function judge(
  cluster: ClusterName,
  seed: string,
  seen: { readonly events: readonly Seen[]; readonly log: readonly Entry[]; readonly model: readonly Expectation[] },
): Judged {
  const violations: string[] = [];
  const versions = new Map<string, number>();
  let backwards = 0;
  const foreign = new Set(
    seen.log.flatMap((entry) =>
      entry.op === 'by-hand' && entry.how === 'foreign' && entry.cluster === cluster ? [entry.key] : [],
    ),
  );
  for (const { type, at, object } of seen.events) {
    const { namespace, name } = object.metadata;
    if (!isOf(seed, namespace) || name === 'kube-root-ca.crt') continue;
    const key = keyOf(object.kind, namespace, name);
    if (foreign.has(key)) {
      if (type === 'DELETED') violations.push(`${cluster}: ${key} of somebody else was deleted`);
      if (object.metadata.managedFields?.some(({ manager }) => manager === MANAGER))
        violations.push(`${cluster}: ${key} of somebody else was changed`);
      continue;
    }
    if (type === 'DELETED') {
      versions.delete(key);
      if (!wasOrdered(cluster, key, at, seen)) violations.push(`${cluster}: ${key} was deleted without an order`);
    } else if (fellBack(versions, key, object)) backwards += 1;
  }
  return { violations, backwards };
}

/** Until then something took it away: a state of the model without it after one with it, or somebody's hand. */
function wasOrdered(
  cluster: string,
  key: string,
  at: number,
  { log, model }: { readonly log: readonly Entry[]; readonly model: readonly Expectation[] },
): boolean {
  const until = (entry: Entry): boolean => entry.at <= at + SLACK_MS;
  if (
    log.some(
      (entry) =>
        entry.op === 'by-hand' &&
        entry.how === 'delete' &&
        entry.key === key &&
        entry.cluster === cluster &&
        until(entry),
    )
  )
    return true;
  let there = false;
  for (const { after, applications } of model) {
    const wanted = [...applications.values()].some((one) => one.cluster === cluster && one.objects.has(key));
    const orphaned = after?.op === 'delete' && !after.cascade;
    if (there && !wanted && after && until(after) && !orphaned) return true;
    there = wanted;
  }
  return false;
}

/** Versions of one object's content only grow in Git. */
function fellBack(versions: Map<string, number>, key: string, object: Live): boolean {
  const version = versionOf(object);
  if (version === undefined) return false;
  const before = versions.get(key) ?? 0;
  versions.set(key, Math.max(before, version));
  return version < before;
}

interface Versioned {
  readonly data?: { readonly version?: string };
  readonly spec?: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

function versionOf(object: Live): number | undefined {
  const { data, spec } = object as Versioned;
  const text = data?.version ?? /:v(\d+)$/.exec(spec?.template.spec.containers[0]?.image ?? '')?.[1];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
