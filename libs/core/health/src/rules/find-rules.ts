import { parseHealthRules } from './health-rules.ts';
import type { AssessHealth, GroupRules } from './health-rules.ts';

/** What says the health of a kind, if anything does. */
export type FindHealth = (group: string, kind: string) => AssessHealth | undefined;

interface Entry {
  readonly source: string;
  parsed?: AssessHealth;
}

/**
 * Looks rules up by group and kind: the kind itself, then `*` of its group, then the groups with a wildcard. The text of a kind
 * is parsed when it is first asked for: of what is there, a cluster has little.
 */
export function healthRules(groups: readonly GroupRules[]): FindHealth {
  const exact = new Map<string, Entry>();
  const wildcards: { readonly suffix: string; readonly kinds: ReadonlyMap<string, Entry> }[] = [];
  for (const { group, kinds } of groups) {
    const entries = Object.entries(kinds).flatMap(([names, source]) => {
      const entry: Entry = { source };
      return names.split(' ').map((name) => [name, entry] as const);
    });
    if (group.startsWith('*')) wildcards.push({ suffix: group.slice(1), kinds: new Map(entries) });
    else for (const [kind, entry] of entries) exact.set(`${group}/${kind}`, entry);
  }
  const wildcard = (group: string, kind: string): Entry | undefined => {
    // A group that is nothing but the suffix has no prefix, and is not meant.
    const found = wildcards.find(({ suffix }) => group.endsWith(suffix) && group.length > suffix.length);
    return found && (found.kinds.get(kind) ?? found.kinds.get('*'));
  };
  return (group, kind) => {
    const entry = exact.get(`${group}/${kind}`) ?? exact.get(`${group}/*`) ?? wildcard(group, kind);
    return entry && (entry.parsed ??= parseHealthRules(entry.source));
  };
}
