import type { ApplicationId } from '@wheelhouse/core-domain';
import { ReadIndex, type SourceReads } from '@wheelhouse/core-render';
import { askedBy, type Sources } from '../release/sources.ts';
import type { Wanted } from '../release/wanted.ts';
import type { RecordedReads } from './recorded-reads.ts';
import type { AskedRevision } from './repositories-of.ts';
import type { ReadRevision } from './source-memory.ts';

export const keyOf = ({ url, revision }: AskedRevision): string => `${revision}\n${url}`;

/** Which Application looked at what of which revision. */
export class SourceIndex {
  readonly #byRevision = new Map<string, ReadIndex<ApplicationId>>();

  put(id: ApplicationId, { application }: Wanted, reads: RecordedReads, sources: Pick<Sources, 'revisions'>): void {
    this.delete(id);
    const read = new Map<string, SourceReads>();
    for (const { repoURL: url, targetRevision: revision } of application.spec.sources) {
      const commit = sources.revisions.get(url)?.get(revision)?.commit;
      if (commit) read.set(keyOf({ url, revision }), reads.of(url, commit));
    }
    for (const [key, one] of read) {
      const index = this.#byRevision.get(key) ?? new ReadIndex<ApplicationId>();
      this.#byRevision.set(key, index);
      index.set(id, one);
    }
  }

  delete(id: ApplicationId): void {
    for (const index of this.#byRevision.values()) index.delete(id);
  }

  touched(at: AskedRevision, changes: Parameters<ReadIndex<ApplicationId>['touched']>[0]): Set<ApplicationId> {
    return this.#byRevision.get(keyOf(at))?.touched(changes) ?? new Set();
  }
}

/** The commits that the sources of these stand for; those that stand for none are left out. */
export const commitsOf = (wanted: readonly Wanted[], { revisions }: Pick<Sources, 'revisions'>): ReadRevision[] =>
  askedBy(wanted).flatMap((one) => {
    const commit = revisions.get(one.url)?.get(one.revision)?.commit;
    return commit ? [{ ...one, commit }] : [];
  });
